package io.meshlog.model.image;

import io.meshlog.model.event.MeshEvent.Deleted;
import io.meshlog.model.event.MeshEvent.EpochStarted;
import io.meshlog.model.event.MeshEvent.Unknown;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.image.MeshDelta.Change;
import io.meshlog.model.resource.HashedName;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * The state of one control plane at one position of its log: what REST, generation and {@code asOf}
 * all read. Immutable and structurally shared: a step costs what it changes, not what the mesh
 * holds.
 */
public final class MeshImage {
  private final Origin self;
  private final int epoch;
  private final long head;
  private final PMap<String, TypeTable> tables;

  private MeshImage(Origin self, int epoch, long head, PMap<String, TypeTable> tables) {
    this.self = self;
    this.epoch = epoch;
    this.head = head;
    this.tables = tables;
  }

  /** The image before the first event of a log that belongs to {@code self}. */
  public static MeshImage empty(Origin self) {
    return new MeshImage(self, 0, 0, HashTreePMap.empty());
  }

  /** An image that holds these resources, as a snapshot at a position stored them. */
  public static MeshImage of(
      Origin self, int epoch, long head, Collection<? extends Resource<?>> resources) {
    PMap<String, TypeTable> tables = HashTreePMap.empty();
    for (Resource<?> resource : resources) {
      tables = plus(tables, resource);
    }
    return new MeshImage(self, epoch, head, tables);
  }

  /** The image after some events, and what they changed. */
  public record Step(MeshImage image, MeshDelta delta) {}

  /**
   * Folds the events that follow this image. They must be dense: the first has position {@code head
   * + 1} (an epoch's start may leap). Events at or below the head are refused, not skipped.
   */
  public Step apply(List<RecordedEvent> events) {
    Map<ResourceKey, @Nullable Resource<?>> before = new LinkedHashMap<>();
    PMap<String, TypeTable> next = tables;
    long at = head;
    int era = epoch;
    for (RecordedEvent recorded : events) {
      boolean leap = recorded.event() instanceof EpochStarted && recorded.pos() > at;
      if (recorded.pos() != at + 1 && !leap) {
        throw new IllegalArgumentException("position " + recorded.pos() + " does not follow " + at);
      }
      at = recorded.pos();
      era = recorded.epoch();
      switch (recorded.event()) {
        case Upserted<?> upserted -> {
          Resource<?> old = lookup(next, upserted.key());
          remember(before, upserted.key(), old);
          next = plus(next, resource(recorded, upserted, old));
        }
        case Deleted deleted -> {
          Resource<?> old = lookup(next, deleted.key());
          remember(before, deleted.key(), old);
          if (old != null) {
            next = next.plus(old.type().name(), table(next, old.type().name()).without(old));
          }
        }
        case EpochStarted started -> era = started.epoch();
        case Unknown _ -> {}
      }
    }
    MeshImage image = new MeshImage(self, era, at, next);
    return new Step(image, new MeshDelta(head, at, changes(before, next)));
  }

  /** Keeps the first state seen, which may be "not there": putIfAbsent would overwrite that one. */
  private static void remember(
      Map<ResourceKey, @Nullable Resource<?>> before, ResourceKey key, @Nullable Resource<?> old) {
    if (!before.containsKey(key)) {
      before.put(key, old);
    }
  }

  private static List<Change> changes(
      Map<ResourceKey, @Nullable Resource<?>> before, PMap<String, TypeTable> after) {
    List<Change> changes = new ArrayList<>(before.size());
    before.forEach((key, old) -> {
      Resource<?> now = lookup(after, key);
      if (old != null || now != null) {
        changes.add(new Change(key, old, now));
      }
    });
    return changes;
  }

  private <S extends Spec> Resource<S> resource(
      RecordedEvent recorded, Upserted<S> upserted, @Nullable Resource<?> old) {
    return new Resource<>(
        upserted.type(),
        upserted.key(),
        servedName(upserted.type(), upserted.key()),
        upserted.labels(),
        upserted.spec(),
        old == null ? recorded.recordedAt() : old.created(),
        recorded.recordedAt(),
        recorded.streamVersion(),
        recorded.pos());
  }

  /** The name under which this control plane serves a resource: hashed when it is a copy. */
  public String servedName(ResourceType<?> type, ResourceKey key) {
    return servedName(self, type, key);
  }

  /** As {@link #servedName(ResourceType, ResourceKey)}, at the control plane {@code self}. */
  public static String servedName(Origin self, ResourceType<?> type, ResourceKey key) {
    return key.origin().equals(self) || type.keepsName()
        ? key.name()
        : HashedName.of(key.mesh(), key.name(), key.origin().zone());
  }

  public Origin self() {
    return self;
  }

  public int epoch() {
    return epoch;
  }

  /** Position of the newest event folded in, 0 when none is. */
  public long head() {
    return head;
  }

  public Optional<Resource<?>> find(ResourceKey key) {
    return table(tables, key.type()).find(key);
  }

  /** By the name under which this control plane serves it; {@code mesh} empty for global scope. */
  public <S extends Spec> Optional<Resource<S>> find(
      ResourceType<S> type, String mesh, String name) {
    return table(tables, type.name())
        .find(type.isMeshScoped() ? mesh : "", name)
        .map(resource -> resource.as(type));
  }

  /** All of a type, sorted by mesh and served name. */
  public <S extends Spec> Stream<Resource<S>> all(ResourceType<S> type) {
    return table(tables, type.name()).all().stream().map(resource -> resource.as(type));
  }

  /** All of a type in one mesh, sorted by served name. */
  public <S extends Spec> Stream<Resource<S>> all(ResourceType<S> type, String mesh) {
    return table(tables, type.name()).inMesh(mesh).stream().map(resource -> resource.as(type));
  }

  /** Every resource, of whatever type and also in the shadow of a copy, in no particular order. */
  public Stream<Resource<?>> everything() {
    return tables.values().stream().flatMap(table -> table.byKey().values().stream());
  }

  /** One object for as long as no resource of the type changes: to be compared by identity. */
  public Object mark(ResourceType<?> type) {
    return table(tables, type.name());
  }

  public <S extends Spec> int count(ResourceType<S> type) {
    return table(tables, type.name()).byKey().size();
  }

  private static PMap<String, TypeTable> plus(
      PMap<String, TypeTable> tables, Resource<?> resource) {
    String type = resource.type().name();
    return tables.plus(type, table(tables, type).with(resource));
  }

  private static @Nullable Resource<?> lookup(PMap<String, TypeTable> tables, ResourceKey key) {
    return table(tables, key.type()).find(key).orElse(null);
  }

  private static TypeTable table(PMap<String, TypeTable> tables, String type) {
    return tables.getOrDefault(type, TypeTable.EMPTY);
  }
}
