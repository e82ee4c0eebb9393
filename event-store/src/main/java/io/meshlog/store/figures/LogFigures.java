package io.meshlog.store.figures;

import io.meshlog.store.tail.LogTail;
import io.meshlog.store.tail.TailHealth;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Of this replica and its log. Those that the database tells are missing while it is away. */
public final class LogFigures implements Figures {
  private static final Logger LOG = LoggerFactory.getLogger(LogFigures.class);

  private final DataSource dataSource;
  private final LogTail tail;
  private final LongSupplier image;
  private final IntSupplier waiting;
  private final String holder;

  /**
   * @param image position of the image
   * @param waiting commands in the queue
   * @param holder names this replica in leases
   */
  public LogFigures(
      DataSource dataSource, LogTail tail, LongSupplier image, IntSupplier waiting, String holder) {
    this.dataSource = dataSource;
    this.tail = tail;
    this.image = image;
    this.waiting = waiting;
    this.holder = holder;
  }

  @Override
  public List<Figure> now() {
    List<Figure> figures = new ArrayList<>();
    ofThisReplica(figures);
    try (Connection connection = dataSource.getConnection()) {
      roles(connection, figures);
      replicas(connection, figures);
      snapshot(connection, figures);
    } catch (SQLException e) {
      LOG.debug("figures of the database are left out: {}", e.getMessage());
    }
    return figures;
  }

  private void ofThisReplica(List<Figure> figures) {
    TailHealth health = tail.health();
    long at = image.getAsLong();
    figures.add(
        Figure.of("meshlog_log_position", "Newest position this replica heard of", health.head()));
    figures.add(
        Figure.of("meshlog_image_position", "Position of the image this replica serves from", at));
    figures.add(
        Figure.of(
            "meshlog_fold_lag_events",
            "Positions between the log's head and the image",
            Math.max(0, health.head() - at)));
    figures.add(
        Figure.of("meshlog_append_queue", "Commands that wait for the log", waiting.getAsInt()));
    figures.add(
        Figure.of(
            "meshlog_missed_notifications",
            "Safety reads that found work; each is a defect",
            health.missedNotifications()));
    figures.add(
        Figure.of(
            "meshlog_listening",
            "Whether notifications of the log arrive",
            health.listening() ? 1 : 0));
    figures.add(
        Figure.of(
            "meshlog_fold_stopped",
            "Whether the fold met a fault and stopped for good",
            health.fault() == null ? 0 : 1));
  }

  private void roles(Connection connection, List<Figure> figures) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select role, term, holder = ? and expires_at > clock_timestamp()
            from role_lease order by role
            """)) {
      select.setString(1, holder);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Map<String, String> role = Map.of("role", rows.getString(1));
          figures.add(
              new Figure("meshlog_role_term", "Term of a leased role", role, rows.getLong(2)));
          figures.add(
              new Figure(
                  "meshlog_role_held",
                  "Whether this replica plays a leased role; the sum over replicas should be 1",
                  role,
                  rows.getBoolean(3) ? 1 : 0));
        }
      }
    }
  }

  private static void replicas(Connection connection, List<Figure> figures) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "select count(*) from replica where expires_at > clock_timestamp()");
        ResultSet row = select.executeQuery()) {
      row.next();
      figures.add(Figure.of("meshlog_replicas", "Replicas that are alive", row.getLong(1)));
    }
  }

  private static void snapshot(Connection connection, List<Figure> figures) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select pos, extract(epoch from clock_timestamp() - created_at)
                from snapshot order by pos desc limit 1
                """);
        ResultSet row = select.executeQuery()) {
      if (row.next()) {
        figures.add(
            Figure.of("meshlog_snapshot_position", "Of the newest snapshot", row.getLong(1)));
        figures.add(
            Figure.of("meshlog_snapshot_age_seconds", "Of the newest snapshot", row.getDouble(2)));
      }
    }
  }
}
