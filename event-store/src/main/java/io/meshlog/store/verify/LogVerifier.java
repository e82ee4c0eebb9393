package io.meshlog.store.verify;

import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.log.LogHead;
import io.meshlog.store.log.LogReader;
import io.meshlog.store.log.LogReader.Entry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Checks a whole log against its promises: positions are dense, both chains hold, times never go
 * back, and the fold of the log is what {@code resource_current} says. Reads one consistent
 * snapshot, so it can run while others write. Thread-safe.
 */
public final class LogVerifier {
  private static final int PAGE = 1_000;

  /**
   * @param events read
   * @param problem null when all is well
   */
  public record Report(long events, @Nullable Problem problem) {
    public boolean sound() {
      return problem == null;
    }
  }

  /**
   * @param pos first position at which the log is not what it promises
   */
  public record Problem(long pos, String what) {}

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
        return verify(connection);
      } finally {
        connection.rollback();
      }
    }
  }

  private static Report verify(Connection connection) throws SQLException {
    LogHead head = LogHead.read(connection);
    LogWalk walk = new LogWalk(head);
    long count = 0;
    List<Entry> page = LogReader.rows(connection, 0, PAGE);
    while (!page.isEmpty()) {
      for (Entry entry : page) {
        Optional<String> wrong = walk.step(entry);
        if (wrong.isPresent()) {
          return new Report(count, new Problem(entry.row().pos(), wrong.get()));
        }
        count++;
      }
      page = LogReader.rows(connection, page.getLast().row().pos(), PAGE);
    }
    if (walk.pos() != head.pos() || !Arrays.equals(walk.hash(), head.hash())) {
      return new Report(
          count,
          new Problem(
              Math.min(walk.pos(), head.pos()) + 1,
              "the log ends at " + walk.pos() + ", its head is at " + head.pos()));
    }
    return new Report(count, compare(walk.live(), current(connection)));
  }

  /** What the fold and {@code resource_current} must agree on. */
  record Live(long version, long pos, String payload) {}

  private static Map<ResourceKey, Live> current(Connection connection) throws SQLException {
    Map<ResourceKey, Live> live = new HashMap<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select s.type, s.mesh, s.origin, s.name, c.version, c.pos, c.payload
                from resource_current c join stream s using (stream_id) where not s.deleted
                """);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        ResourceKey key =
            new ResourceKey(
                rows.getString(1),
                rows.getString(2),
                Origin.parse(rows.getString(3)),
                rows.getString(4));
        live.put(key, new Live(rows.getLong(5), rows.getLong(6), rows.getString(7)));
      }
    }
    return live;
  }

  private static @Nullable Problem compare(
      Map<ResourceKey, Live> folded, Map<ResourceKey, Live> stored) {
    List<Problem> problems = new ArrayList<>();
    folded.forEach((key, live) -> {
      if (!live.equals(stored.get(key))) {
        problems.add(new Problem(live.pos(), "resource_current differs from the log for " + key));
      }
    });
    stored.forEach((key, live) -> {
      if (!folded.containsKey(key)) {
        problems.add(new Problem(live.pos(), "resource_current has, and the log has not, " + key));
      }
    });
    return problems.stream().min(Comparator.comparingLong(Problem::pos)).orElse(null);
  }
}
