package io.meshlog.sync.status;

import io.meshlog.events.envelope.ZoneStatus.ChannelProgress;
import io.meshlog.events.envelope.ZoneStatus.OwnProgress;
import io.meshlog.sync.kafka.TopicTail;
import io.meshlog.sync.status.ChannelEnds.Waiting;
import io.meshlog.sync.status.ZoneSync.Following;
import io.meshlog.sync.status.ZoneSync.Own;
import io.meshlog.sync.status.ZoneSync.Place;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Lags out of what owner and reader say. Pure. */
final class Lags {
  private Lags() {}

  static Own own(OwnProgress said, Instant now) {
    Instant oldest = said.oldestWaiting();
    return new Own(
        said.channel(),
        head(said),
        said.publishedSeq(),
        Math.max(0, said.headSeq() - said.publishedSeq()),
        oldest == null ? 0.0 : seconds(oldest, now));
  }

  static Place head(OwnProgress said) {
    return new Place(said.epoch(), said.headSeq(), said.headPos());
  }

  static @Nullable Place tail(@Nullable Waiting waiting) {
    if (waiting == null) {
      return null;
    }
    TopicTail tail = waiting.tail();
    return new Place(tail.epoch(), tail.seq(), tail.pos());
  }

  /**
   * @param head the owner's, as far as it is known; null: it is not
   * @param oldest when the first event behind the cursor was recorded, if that is known
   */
  static Following following(
      String reader,
      ChannelProgress said,
      @Nullable Place head,
      @Nullable Instant oldest,
      Instant now) {
    Place cursor = new Place(said.epoch(), said.seq(), said.pos());
    Place newest = head == null ? null : Place.newest(head, cursor);
    Long events = newest == null ? null : Math.max(0, newest.seq() - cursor.seq());
    Double lag = null;
    if (events != null && events == 0) {
      lag = 0.0;
    } else if (oldest != null) {
      lag = seconds(oldest, now);
    }
    return new Following(
        reader,
        said.channel(),
        said.logId(),
        cursor,
        newest,
        events,
        lag,
        said.checkedSeq(),
        said.checkedEqual(),
        said.quarantined());
  }

  /** Never negative: two machines' clocks are compared. */
  private static double seconds(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis()) / 1_000.0;
  }
}
