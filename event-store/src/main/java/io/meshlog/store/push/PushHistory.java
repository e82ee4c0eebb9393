package io.meshlog.store.push;

import io.meshlog.store.log.UncheckedSql;
import io.meshlog.store.push.PushRow.Decision;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Reads what proxies were told. Thread-safe; blocks on the database, and throws {@link
 * UncheckedSql} when that cannot answer.
 */
public final class PushHistory {
  private static final int LARGEST_PAGE = 1_000;
  private static final String COLUMNS =
      """
      id, proxy, session, number, replica, pos, since, generator, whole, resources, node, outside,
      missed, outcome, reason, pushed_at, decided_at
      """;

  private final DataSource dataSource;

  public PushHistory(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** A push with its number in the history of all. */
  public record Entry(long id, PushRow push) {}

  /**
   * Newest first.
   *
   * @param older whether there are entries below the last
   * @param newer whether there are entries above the first
   */
  public record Page(List<Entry> entries, boolean older, boolean newer) {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /** The pushes of a proxy below an id; {@link Long#MAX_VALUE} for the newest. */
  public Page before(String proxy, long id, int limit) {
    int size = Math.clamp(limit, 1, LARGEST_PAGE);
    try (Connection connection = dataSource.getConnection()) {
      List<Entry> found =
          select(connection, "proxy = ? and id < ? order by id desc", proxy, id, size + 1);
      boolean newer =
          id != Long.MAX_VALUE
              && !select(connection, "proxy = ? and id >= ? order by id", proxy, id, 1).isEmpty();
      return new Page(found.subList(0, Math.min(size, found.size())), found.size() > size, newer);
    } catch (SQLException e) {
      throw new UncheckedSql(e);
    }
  }

  /** The pushes of a proxy right above an id. */
  public Page after(String proxy, long id, int limit) {
    int size = Math.clamp(limit, 1, LARGEST_PAGE);
    try (Connection connection = dataSource.getConnection()) {
      List<Entry> found =
          select(connection, "proxy = ? and id > ? order by id", proxy, id, size + 1);
      List<Entry> page = new ArrayList<>(found.subList(0, Math.min(size, found.size())));
      Collections.reverse(page);
      boolean older =
          !select(connection, "proxy = ? and id <= ? order by id desc", proxy, id, 1).isEmpty();
      return new Page(page, older, found.size() > size);
    } catch (SQLException e) {
      throw new UncheckedSql(e);
    }
  }

  /** The newest push of a proxy that was made from an image at or before a position. */
  public Optional<ToldConfig> inForce(String proxy, long pos) {
    try (Connection connection = dataSource.getConnection()) {
      List<Entry> found =
          select(connection, "proxy = ? and pos <= ? order by id desc", proxy, pos, 1);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Entry entry = found.getFirst();
      PushRow push = entry.push();
      List<Entry> next =
          select(connection, "proxy = ? and id > ? order by id", proxy, entry.id(), 1);
      ToldChain chain = ToldChain.of(rowsOf(connection, push));
      return Optional.of(
          new ToldConfig(
              entry.id(),
              push,
              next.stream().map(Entry::push).findFirst(),
              chain.resources(),
              chain.node(),
              chain.outside()));
    } catch (SQLException e) {
      throw new UncheckedSql(e);
    }
  }

  /** From the last whole row of its session up to it; none when that one is gone. */
  private static List<PushRow> rowsOf(Connection connection, PushRow push) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select "
                + COLUMNS
                + """
                 from push where session = ? and number <= ? and number >= (
                  select max(number) from push where session = ? and whole and number <= ?)
                order by number
                """)) {
      statement.setString(1, push.session());
      statement.setInt(2, push.number());
      statement.setString(3, push.session());
      statement.setInt(4, push.number());
      return entries(statement).stream().map(Entry::push).toList();
    }
  }

  private static List<Entry> select(
      Connection connection, String where, String proxy, long number, int limit)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select " + COLUMNS + " from push where " + where + " limit ?")) {
      statement.setString(1, proxy);
      statement.setLong(2, number);
      statement.setInt(3, limit);
      return entries(statement);
    }
  }

  private static List<Entry> entries(PreparedStatement statement) throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        OffsetDateTime decided = row.getObject(17, OffsetDateTime.class);
        Decision decision =
            new Decision(
                PushOutcome.valueOf(row.getString(14)),
                row.getString(15),
                decided == null ? null : decided.toInstant());
        Instant pushed = row.getObject(16, OffsetDateTime.class).toInstant();
        entries.add(
            new Entry(
                row.getLong(1),
                new PushRow(
                    row.getString(2),
                    row.getString(3),
                    row.getInt(4),
                    row.getString(5),
                    row.getLong(6),
                    row.getLong(7),
                    row.getString(8),
                    row.getBoolean(9),
                    row.getString(10),
                    row.getString(11),
                    row.getString(12),
                    row.getInt(13),
                    decision,
                    pushed)));
      }
    }
    return entries;
  }
}
