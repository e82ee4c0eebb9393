package io.meshlog.store.image;

import io.meshlog.model.image.MeshImage;
import io.meshlog.store.log.LogFault;
import io.meshlog.store.log.LogHead;
import io.meshlog.store.log.LogReader;
import java.sql.SQLException;
import java.time.Instant;

/** Images of the past ({@code asOf}), by replay from the nearest snapshot. Thread-safe. */
public final class ImageAt {
  /** The position lies before what the log still holds. */
  public static final class BelowFloor extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long floor;

    BelowFloor(long floor) {
      super("states before position " + floor + " are no longer held");
      this.floor = floor;
    }

    /** The first position that can be told. */
    public long floor() {
      return floor;
    }
  }

  /** The position lies after the newest event. */
  public static final class BeyondHead extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long head;

    BeyondHead(long pos, long head) {
      super("position " + pos + " is not reached, the log is at " + head);
      this.head = head;
    }

    public long head() {
      return head;
    }
  }

  private final LogReader reader;
  private final Snapshots snapshots;
  private final LiveImage live;

  public ImageAt(LogReader reader, Snapshots snapshots, LiveImage live) {
    this.reader = reader;
    this.snapshots = snapshots;
    this.live = live;
  }

  /**
   * The image after the event at this position.
   *
   * @throws BelowFloor and {@link BeyondHead} when there is none
   */
  public MeshImage at(long pos) throws SQLException {
    MeshImage now = live.current();
    if (pos == now.head()) {
      return now;
    }
    LogHead head = reader.head();
    if (pos > head.pos()) {
      throw new BeyondHead(pos, head.pos());
    }
    if (pos < head.floorPos()) {
      throw new BelowFloor(head.floorPos());
    }
    try {
      return new Replay(reader, snapshots).upTo(pos);
    } catch (LogFault e) {
      long floor = reader.head().floorPos();
      throw pos < floor ? new BelowFloor(floor) : e;
    }
  }

  /** The image at a time: after the last event recorded at or before it. */
  public MeshImage at(Instant time) throws SQLException {
    long floor = reader.head().floorPos();
    long pos = reader.positionAt(time).orElse(0);
    if (pos == 0 && floor > 0) {
      throw new BelowFloor(floor);
    }
    return at(pos);
  }
}
