package io.meshlog.store.image;

import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.image.MeshImage;
import io.meshlog.store.log.LogFault;
import io.meshlog.store.log.LogReader;
import java.sql.SQLException;
import java.util.List;

/** The fold of the log up to a position, from the nearest snapshot or where the log begins. */
final class Replay {
  private static final int PAGE = 2_000;
  private static final int TRIES = 3;

  private final LogReader reader;
  private final Snapshots snapshots;

  Replay(LogReader reader, Snapshots snapshots) {
    this.reader = reader;
    this.snapshots = snapshots;
  }

  /**
   * @param pos {@link Long#MAX_VALUE} for the newest
   * @throws LogFault when the log is not dense
   */
  MeshImage upTo(long pos) throws SQLException {
    for (int tries = 1; ; tries++) {
      try {
        return from(snapshots.nearest(pos), pos);
      } catch (IllegalArgumentException e) {
        // Retention may have taken what was to be read next: then the log begins later now.
        if (tries == TRIES) {
          throw new LogFault("the log is not dense: " + e.getMessage(), e);
        }
      }
    }
  }

  private MeshImage from(MeshImage start, long pos) throws SQLException {
    MeshImage image = start;
    while (image.head() < pos) {
      List<RecordedEvent> page =
          reader.read(image.head(), PAGE).stream().filter(event -> event.pos() <= pos).toList();
      if (page.isEmpty()) {
        // The end, or a leap: positions leap where an epoch starts, and nothing lies between.
        return image;
      }
      image = image.apply(page).image();
    }
    return image;
  }
}
