package io.meshlog.store.image;

import io.meshlog.events.codec.EventCodec;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.log.EventRow;
import io.meshlog.store.log.LogReader;
import io.meshlog.store.log.LogReader.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fold of many events at once. An event holds a resource's full state, so of each resource only
 * the newest is read, and what it replaced costs no more than its row. Gives what {@link
 * MeshImage#apply} gives. One thread, one use.
 */
final class StreamFold {
  private final MeshImage start;
  private final LogReader reader;
  private final Map<ResourceKey, Newest> changed = new HashMap<>();
  private long head;
  private int epoch;

  /**
   * @param created when the resource came to be, since its last deletion
   */
  private record Newest(Entry entry, Instant created) {
    boolean deleted() {
      return entry.row().type().endsWith(EventCodec.DELETED);
    }
  }

  StreamFold(MeshImage start, LogReader reader) {
    this.start = start;
    this.reader = reader;
    this.head = start.head();
    this.epoch = start.epoch();
  }

  long head() {
    return head;
  }

  /** Resources that the events so far were about. */
  int size() {
    return changed.size();
  }

  /**
   * @throws IllegalArgumentException for an event that does not follow the one before
   */
  void take(Entry entry) {
    EventRow row = entry.row();
    boolean leap = row.type().equals(EventCodec.EPOCH_STARTED) && row.pos() > head;
    if (row.pos() != head + 1 && !leap) {
      throw new IllegalArgumentException("position " + row.pos() + " does not follow " + head);
    }
    head = row.pos();
    epoch = row.epoch();
    ResourceKey key = entry.key();
    if (key != null && isOfState(row.type())) {
      changed.put(key, new Newest(entry, created(key, row)));
    }
  }

  /** An event of a kind that only a later version knows leaves its resource as it is. */
  private static boolean isOfState(String type) {
    return type.endsWith(EventCodec.UPSERTED) || type.endsWith(EventCodec.DELETED);
  }

  private Instant created(ResourceKey key, EventRow row) {
    Newest before = changed.get(key);
    if (before == null) {
      return start.find(key).map(Resource::created).orElse(row.recordedAt());
    }
    return before.deleted() ? row.recordedAt() : before.created();
  }

  MeshImage image() {
    List<Resource<?>> resources = new ArrayList<>();
    start.everything().filter(held -> !changed.containsKey(held.key())).forEach(resources::add);
    for (Newest newest : changed.values()) {
      RecordedEvent event = reader.recorded(newest.entry());
      if (event.event() instanceof Upserted<?> upserted) {
        resources.add(BaseImage.resource(start.self(), event, upserted, newest.created()));
      }
    }
    return MeshImage.of(start.self(), epoch, head, resources);
  }
}
