package io.meshlog.store.insight;

import io.meshlog.store.log.UncheckedSql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Writes what many proxies report at once, in one statement and transaction for each kind of
 * report: a proxy alone costs as much as a thousand. Rows go in the order of their keys. Blocks on
 * the database.
 */
final class ManyRows {
  private static final String BEGIN =
      """
      insert into proxy_status as s (proxy, replica, session_no, target_pos, acked_pos, nack_reason, last_seen)
      select r.proxy, r.replica, nextval('proxy_session'), r.target, r.acked, r.nack, r.seen
      from unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::timestamptz[])
        as r (proxy, replica, target, acked, nack, seen)
      on conflict (proxy) do update
      set replica = excluded.replica, session_no = excluded.session_no,
        target_pos = excluded.target_pos, acked_pos = excluded.acked_pos,
        nack_reason = excluded.nack_reason, last_seen = excluded.last_seen
      returning s.proxy, s.session_no
      """;
  private static final String REPORT =
      """
      update proxy_status as s
      set target_pos = r.target, acked_pos = r.acked, nack_reason = r.nack, last_seen = r.seen
      from unnest(?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::timestamptz[], ?::bigint[])
        as r (proxy, target, acked, nack, seen, session)
      where s.proxy = r.proxy and s.session_no = r.session
      returning s.proxy, s.session_no
      """;
  private static final String END =
      """
      delete from proxy_status as s using unnest(?::text[], ?::bigint[]) as r (proxy, session)
      where s.proxy = r.proxy and s.session_no = r.session
      returning s.proxy, s.session_no
      """;
  private static final String PUT =
      """
      insert into insight as i (type, mesh, name, zone, body, glance, updated_at)
      select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[])
      on conflict (type, mesh, name, zone) do update
      set body = excluded.body, glance = excluded.glance, updated_at = excluded.updated_at
      where i.body <> excluded.body
      returning i.type, i.mesh, i.name, i.zone
      """;
  private static final String REPLACE =
      """
      update insight as i set body = r.body, glance = r.glance, updated_at = r.at
      from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[])
        as r (type, mesh, name, zone, body, glance, at, expected)
      where i.type = r.type and i.mesh = r.mesh and i.name = r.name and i.zone = r.zone
        and i.body = r.expected
      returning i.type, i.mesh, i.name, i.zone
      """;

  private final DataSource dataSource;

  ManyRows(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** What identifies an insight. */
  record Key(String type, String mesh, String name, String zone) {
    static Key of(Insight insight) {
      return new Key(insight.type(), insight.mesh(), insight.name(), insight.zone());
    }
  }

  /** Sessions by proxy, of those for which a session was begun. */
  Map<String, Long> begin(Collection<ProxyStatus> statuses) {
    List<ProxyStatus> rows = sorted(statuses);
    return sessions(
        BEGIN,
        rows,
        text(rows, ProxyStatus::proxy),
        text(rows, ProxyStatus::replica),
        numbers(rows, ProxyStatus::targetPos),
        numbers(rows, ProxyStatus::ackedPos),
        text(rows, ProxyStatus::nackReason),
        times(rows, status -> Timestamp.from(status.lastSeen())));
  }

  /** Sessions by proxy, of those that are the newest of their proxy. */
  Map<String, Long> report(Collection<ProxyStatus> statuses) {
    List<ProxyStatus> rows = sorted(statuses);
    return sessions(
        REPORT,
        rows,
        text(rows, ProxyStatus::proxy),
        numbers(rows, ProxyStatus::targetPos),
        numbers(rows, ProxyStatus::ackedPos),
        text(rows, ProxyStatus::nackReason),
        times(rows, status -> Timestamp.from(status.lastSeen())),
        numbers(rows, ProxyStatus::sessionNo));
  }

  /** Ends sessions that are the newest of their proxy: numbers by proxy. */
  void end(Map<String, Long> sessions) {
    List<String> rows = sessions.keySet().stream().sorted().toList();
    sessions(END, rows, text(rows, proxy -> proxy), numbers(rows, sessions::get));
  }

  private static List<ProxyStatus> sorted(Collection<ProxyStatus> statuses) {
    return statuses.stream().sorted(Comparator.comparing(ProxyStatus::proxy)).toList();
  }

  /** Stores insights whatever was there; those that were there just so are not returned. */
  Set<Key> put(Collection<InsightStore.Writing> writings) {
    List<InsightStore.Writing> rows = inOrder(writings);
    return keys(PUT, rows, columns(rows));
  }

  /** Stores those insights that are as they were read; these are returned. */
  Set<Key> replace(Collection<InsightStore.Writing> writings) {
    List<InsightStore.Writing> rows = inOrder(writings);
    Column[] columns = columns(rows);
    Column[] all = Arrays.copyOf(columns, columns.length + 1);
    all[columns.length] =
        text(rows, writing -> writing.read() == null ? null : writing.read().body());
    return keys(REPLACE, rows, all);
  }

  private static List<InsightStore.Writing> inOrder(Collection<InsightStore.Writing> writings) {
    return writings.stream()
        .sorted(
            Comparator.<InsightStore.Writing, String>comparing(writing -> writing.insight().mesh())
                .thenComparing(writing -> writing.insight().name()))
        .toList();
  }

  private static Column[] columns(List<InsightStore.Writing> rows) {
    return new Column[] {
      text(rows, row -> row.insight().type()),
      text(rows, row -> row.insight().mesh()),
      text(rows, row -> row.insight().name()),
      text(rows, row -> row.insight().zone()),
      text(rows, row -> row.insight().body()),
      text(rows, row -> Glance.of(row.insight().body()).text()),
      times(rows, row -> Timestamp.from(row.insight().updatedAt()))
    };
  }

  private record Column(String type, Object[] values) {}

  private static <T> Column text(List<T> rows, Function<T, @Nullable String> of) {
    return new Column("text", rows.stream().map(of).toArray());
  }

  private static <T> Column numbers(List<T> rows, Function<T, Long> of) {
    return new Column("bigint", rows.stream().map(of).toArray());
  }

  private static <T> Column times(List<T> rows, Function<T, Timestamp> of) {
    return new Column("timestamptz", rows.stream().map(of).toArray());
  }

  private Map<String, Long> sessions(String sql, List<?> rows, Column... columns) {
    Map<String, Long> sessions = new HashMap<>();
    run(sql, rows, columns, row -> sessions.put(row.getString(1), row.getLong(2)));
    return sessions;
  }

  private Set<Key> keys(String sql, List<?> rows, Column... columns) {
    Set<Key> keys = new HashSet<>();
    run(
        sql,
        rows,
        columns,
        row ->
            keys.add(
                new Key(row.getString(1), row.getString(2), row.getString(3), row.getString(4))));
    return keys;
  }

  @FunctionalInterface
  private interface EachRow {
    void read(ResultSet row) throws SQLException;
  }

  private void run(String sql, List<?> rows, Column[] columns, EachRow each) {
    if (rows.isEmpty()) {
      return;
    }
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < columns.length; i++) {
        statement.setArray(i + 1, connection.createArrayOf(columns[i].type(), columns[i].values()));
      }
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          each.read(result);
        }
      }
    } catch (SQLException e) {
      throw new UncheckedSql(e);
    }
  }
}
