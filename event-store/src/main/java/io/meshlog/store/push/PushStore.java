package io.meshlog.store.push;

import io.meshlog.store.log.UncheckedSql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Table {@code push}: written and kept bounded here. Thread-safe; blocks on the database. */
public final class PushStore implements PushSink {
  private static final Logger LOG = LoggerFactory.getLogger(PushStore.class);

  private final DataSource dataSource;

  public PushStore(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public void write(List<PushRow> rows, List<Amendment> amendments, int keep) {
    try {
      writeAll(rows, amendments, keep);
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (state.startsWith("22") || state.startsWith("23")) {
        // Trying again would fail for ever, and with it whatever comes after.
        // Not the failure itself: its text holds the whole batch.
        LOG.error("{} pushes are not recorded: the database refuses them ({})", rows.size(), state);
        return;
      }
      throw new UncheckedSql(e);
    }
  }

  private void writeAll(List<PushRow> rows, List<Amendment> amendments, int keep)
      throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        insert(connection, rows);
        amend(connection, amendments);
        trim(
            connection,
            rows.stream().filter(PushRow::whole).map(PushRow::proxy).collect(Collectors.toSet()),
            keep);
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  private static void insert(Connection connection, List<PushRow> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into push (proxy, session, number, replica, pos, since, generator, whole,
              resources, node, outside, missed, outcome, reason, pushed_at, decided_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (session, number) do nothing
            """)) {
      for (PushRow row : rows) {
        insert.setString(1, row.proxy());
        insert.setString(2, row.session());
        insert.setInt(3, row.number());
        insert.setString(4, row.replica());
        insert.setLong(5, row.pos());
        insert.setLong(6, row.since());
        insert.setString(7, row.generator());
        insert.setBoolean(8, row.whole());
        insert.setString(9, row.resources());
        insert.setString(10, row.node());
        insert.setString(11, row.outside());
        insert.setInt(12, row.missed());
        insert.setString(13, row.decision().outcome().name());
        insert.setString(14, row.decision().reason());
        insert.setObject(15, utc(row.pushedAt()));
        insert.setObject(16, utc(row.decision().at()));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void amend(Connection connection, List<Amendment> amendments) throws SQLException {
    if (amendments.isEmpty()) {
      return;
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update push set outcome = ?, reason = ?, decided_at = ?
            where session = ? and number = ?
            """)) {
      for (Amendment amendment : amendments) {
        update.setString(1, amendment.decision().outcome().name());
        update.setString(2, amendment.decision().reason());
        update.setObject(3, utc(amendment.decision().at()));
        update.setString(4, amendment.session());
        update.setInt(5, amendment.number());
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  private static void trim(Connection connection, Set<String> proxies, int keep)
      throws SQLException {
    if (proxies.isEmpty()) {
      return;
    }
    try (PreparedStatement delete =
        connection.prepareStatement(
            """
            delete from push where proxy = ? and id < (
              select max(id) from push where proxy = ? and whole and id <= (
                select id from push where proxy = ? order by id desc offset ? limit 1))
            """)) {
      for (String proxy : proxies) {
        delete.setString(1, proxy);
        delete.setString(2, proxy);
        delete.setString(3, proxy);
        delete.setInt(4, keep - 1);
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }

  @Override
  public int expire(Instant before, int limit) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete =
            connection.prepareStatement(
                """
                delete from push where id in (
                  select p.id from push p where p.pushed_at < ? and (
                    not exists (select 1 from push y
                      where y.session = p.session and y.number > p.number and y.pushed_at >= ?)
                    or exists (select 1 from push w
                      where w.session = p.session and w.number > p.number and w.whole
                        and w.pushed_at < ?))
                  order by p.pushed_at limit ?)
                """)) {
      delete.setObject(1, utc(before));
      delete.setObject(2, utc(before));
      delete.setObject(3, utc(before));
      delete.setInt(4, limit);
      return delete.executeUpdate();
    } catch (SQLException e) {
      throw new UncheckedSql(e);
    }
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
