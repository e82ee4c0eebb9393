package io.meshlog.store.image;

import io.meshlog.model.image.MeshImage;
import io.meshlog.store.log.LogFault;
import io.meshlog.store.log.LogReader;
import io.meshlog.store.log.LogReader.Entry;
import java.sql.SQLException;
import java.util.List;

/** The fold of the log up to a position, from the nearest snapshot or where the log begins. */
final class Replay {
  private static final int PAGE = 2_000;
  private static final int TRIES = 3;

  /** Resources whose newest row is held before they are read. */
  private static final int MOST_HELD = 50_000;

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
    List<Entry> page = page(image.head(), pos);
    while (page.size() == PAGE) {
      StreamFold fold = new StreamFold(image, reader);
      while (page.size() == PAGE && fold.size() < MOST_HELD) {
        page.forEach(fold::take);
        page = page(fold.head(), pos);
      }
      image = fold.image();
    }
    // Less than a page is the end, or a leap: positions leap where an epoch starts.
    return page.isEmpty()
        ? image
        : image.apply(page.stream().map(reader::recorded).toList()).image();
  }

  private List<Entry> page(long after, long upTo) throws SQLException {
    return reader.rows(after, PAGE).stream().filter(entry -> entry.row().pos() <= upTo).toList();
  }
}
