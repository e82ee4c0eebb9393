package io.meshlog.store.verify;

import io.meshlog.store.log.LogFloor;
import io.meshlog.store.log.LogHead;
import io.meshlog.store.log.LogReader;
import io.meshlog.store.log.LogReader.BaseEntry;
import io.meshlog.store.log.LogReader.Entry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Checks a whole log against its promises: positions are dense, all chains hold, times never go
 * back, and the fold of the log is what {@code stream}, {@code resource_current} and {@code
 * channel_head} say. A log with a floor is checked from there, and its base for itself. Reads one
 * consistent snapshot, so it can run while others write. Thread-safe.
 */
public final class LogVerifier {
  private static final int PAGE = 1_000;

  /**
   * @param events read
   * @param pos the events up to here are sound
   * @param problem null when all is well
   */
  public record Report(long events, long pos, @Nullable Problem problem) {
    public boolean sound() {
      return problem == null;
    }
  }

  /**
   * @param pos first position at which the log is not what it promises
   * @param derived whether a table derived from the log is wrong, not the log
   */
  public record Problem(long pos, String what, boolean derived) {}

  private final DataSource dataSource;

  public LogVerifier(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  public Report verify() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement begin =
          connection.prepareStatement(
              "set transaction isolation level repeatable read read only")) {
        begin.execute();
        return new Reading(connection).verify();
      } finally {
        connection.rollback();
      }
    }
  }

  /** One pass over one consistent snapshot. */
  private static final class Reading {
    private final Connection connection;
    private final LogHead head;
    private final LogFloor floor;
    private final LogWalk walk;
    private long events;

    Reading(Connection connection) throws SQLException {
      this.connection = connection;
      this.head = LogHead.read(connection);
      this.floor = LogFloor.read(connection);
      this.walk = new LogWalk(head.logId(), floor);
    }

    Report verify() throws SQLException {
      Problem problem = walk(0, after -> base(connection, after), walk::base);
      if (problem == null) {
        problem = walk(floor.pos(), after -> LogReader.rows(connection, after, PAGE), walk::step);
      }
      if (problem == null
          && (walk.pos() != head.pos() || !Arrays.equals(walk.hash(), head.hash()))) {
        problem =
            new Problem(
                Math.min(walk.pos(), head.pos()) + 1,
                "the log ends at " + walk.pos() + ", its head is at " + head.pos(),
                false);
      }
      if (problem == null) {
        problem = new FoldCheck(connection, walk).first().orElse(null);
      }
      return new Report(events, walk.pos(), problem);
    }

    private @Nullable Problem walk(long from, Pages pages, Function<Entry, Optional<String>> check)
        throws SQLException {
      List<Entry> page = pages.after(from);
      while (!page.isEmpty()) {
        for (Entry entry : page) {
          Optional<String> wrong = check.apply(entry);
          if (wrong.isPresent()) {
            return new Problem(entry.row().pos(), wrong.get(), false);
          }
          events++;
        }
        page = pages.after(page.getLast().row().pos());
      }
      return null;
    }
  }

  private static List<Entry> base(Connection connection, long after) throws SQLException {
    return LogReader.base(connection, after, PAGE).stream().map(BaseEntry::entry).toList();
  }

  private interface Pages {
    List<Entry> after(long pos) throws SQLException;
  }
}
