package io.meshlog.model.revert;

import io.meshlog.model.event.EventMeta;
import io.meshlog.model.event.MeshEvent;
import io.meshlog.model.event.MeshEvent.Deleted;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.types.CoreTypes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One resource that is not as it was.
 *
 * @param now null when it is not there now
 * @param then null when it was not there then
 */
public record RevertStep(ResourceKey key, @Nullable Resource<?> now, @Nullable Resource<?> then) {

  /** What the step does to the resource. */
  public enum Kind {
    CREATE,
    UPDATE,
    DELETE
  }

  public Kind kind() {
    if (then == null) {
      return Kind.DELETE;
    }
    return now == null ? Kind.CREATE : Kind.UPDATE;
  }

  /** The side that exists, then's before now's. */
  public Resource<?> either() {
    if (then != null) {
      return then;
    }
    if (now != null) {
      return now;
    }
    throw new IllegalStateException("a step about nothing");
  }

  private static final Comparator<RevertStep> MESHES_FIRST =
      Comparator.<RevertStep, Boolean>comparing(step -> !isMesh(step.key()))
          .thenComparing(RevertStep::key);

  private static boolean isMesh(ResourceKey key) {
    return key.type().equals(CoreTypes.MESH.name());
  }

  /**
   * What leads from one state to another, in the order in which it can be done: Meshes before what
   * they hold, and what they hold is gone before they are. Equal content is no step, whatever its
   * version and time. Costs as much as the images hold; for one resource only as much as that.
   */
  public static List<RevertStep> between(MeshImage now, MeshImage then, RevertScope scope) {
    List<RevertStep> puts = new ArrayList<>();
    List<RevertStep> deletions = new ArrayList<>();
    resources(then, scope)
        .forEach(old -> {
          Resource<?> current = now.find(old.key()).orElse(null);
          if (current == null || !sameContent(current, old)) {
            puts.add(new RevertStep(old.key(), current, old));
          }
        });
    resources(now, scope)
        .filter(current -> then.find(current.key()).isEmpty())
        .forEach(current -> deletions.add(new RevertStep(current.key(), current, null)));
    puts.sort(MESHES_FIRST);
    deletions.sort(MESHES_FIRST.reversed());
    puts.addAll(deletions);
    return List.copyOf(puts);
  }

  private static Stream<Resource<?>> resources(MeshImage image, RevertScope scope) {
    return scope instanceof RevertScope.One(ResourceKey key)
        ? image.find(key).stream()
        : image.everything().filter(resource -> scope.includes(resource.key()));
  }

  /** Whether two states of a resource say the same. */
  public static boolean sameContent(Resource<?> one, Resource<?> other) {
    return one.labels().equals(other.labels()) && one.spec().equals(other.spec());
  }

  /** The image there would be after these steps. */
  public static MeshImage after(MeshImage now, List<RevertStep> steps) {
    List<RecordedEvent> events = new ArrayList<>();
    long pos = now.head();
    for (RevertStep step : steps) {
      pos++;
      Resource<?> either = step.either();
      events.add(
          new RecordedEvent(
              pos,
              now.epoch(),
              new UUID(0, pos),
              step.now() == null ? 1 : step.now().version() + 1,
              either.modified(),
              EventMeta.system("revert"),
              step.then() == null ? new Deleted(step.key()) : upserted(step.then()),
              null));
    }
    return events.isEmpty() ? now : now.apply(events).image();
  }

  private static <S extends Spec> MeshEvent upserted(Resource<S> resource) {
    return new Upserted<>(resource.type(), resource.key(), resource.labels(), resource.spec());
  }
}
