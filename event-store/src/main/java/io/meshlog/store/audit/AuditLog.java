package io.meshlog.store.audit;

import io.meshlog.store.audit.AuditEntry.Caller;
import io.meshlog.store.audit.AuditEntry.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The table of audit entries. Of each kind it keeps about so many, so that a flood of one kind does
 * not drive out the others. Thread-safe; blocks on the database.
 */
public final class AuditLog {
  private static final int CHUNK = 1_000;

  /** Entries beyond the limit that may gather before they are counted and removed. */
  private static final int SLACK = 100;

  /**
   * @param entries newest first
   * @param older what to pass as {@code before} for those that follow, empty when none do
   * @param newer what to pass as {@code after} for later ones, empty when there are none or the
   *     page is the newest
   */
  public record Page(List<AuditEntry> entries, OptionalLong older, OptionalLong newer) {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  private final DataSource dataSource;
  private final int mostOfAKind;
  private final Map<Kind, AtomicLong> uncounted = new EnumMap<>(Kind.class);

  public AuditLog(DataSource dataSource, int mostOfAKind) {
    this.dataSource = dataSource;
    this.mostOfAKind = mostOfAKind;
    // The first write counts what earlier runs left.
    for (Kind kind : Kind.values()) {
      uncounted.put(kind, new AtomicLong(SLACK));
    }
  }

  /** Writes all or none of them. */
  public void write(Collection<AuditEntry> entries) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      insert(connection, entries);
      for (Kind kind : Kind.values()) {
        trim(connection, kind, entries.stream().filter(entry -> entry.kind() == kind).count());
      }
    }
  }

  private static void insert(Connection connection, Collection<AuditEntry> entries)
      throws SQLException {
    boolean auto = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into audit (recorded_at, kind, actor, token_id, request_id, trace, client,
              method, path, status, detail, times) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      for (AuditEntry entry : entries) {
        bind(insert, entry);
        insert.addBatch();
      }
      insert.executeBatch();
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(auto);
    }
  }

  private static void bind(PreparedStatement insert, AuditEntry entry) throws SQLException {
    insert.setObject(1, entry.time().atOffset(ZoneOffset.UTC));
    insert.setString(2, entry.kind().name());
    insert.setString(3, entry.caller().actor());
    insert.setString(4, entry.caller().tokenId());
    insert.setString(5, entry.caller().requestId());
    insert.setString(6, entry.caller().trace());
    insert.setString(7, entry.client());
    insert.setString(8, entry.method());
    insert.setString(9, entry.path());
    insert.setInt(10, entry.status());
    insert.setString(11, entry.detail());
    insert.setInt(12, entry.times());
  }

  /** Removes the oldest of a kind that has become too many; counts only now and then. */
  private void trim(Connection connection, Kind kind, long written) throws SQLException {
    AtomicLong since = uncounted.get(kind);
    if (written == 0 || since.addAndGet(written) < SLACK) {
      return;
    }
    since.set(0);
    try (PreparedStatement delete =
        connection.prepareStatement(
            """
            delete from audit where id in (
              select id from audit where kind = ? order by id
              limit greatest(0, (select count(*) from audit where kind = ?) - ?))
            """)) {
      delete.setString(1, kind.name());
      delete.setString(2, kind.name());
      delete.setInt(3, mostOfAKind);
      delete.executeUpdate();
    }
  }

  /** When the oldest entry came, empty when there is none. */
  public Optional<Instant> oldest() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select min(recorded_at) from audit");
        ResultSet row = select.executeQuery()) {
      row.next();
      return Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
          .map(OffsetDateTime::toInstant);
    }
  }

  /** Removes entries from before a time, the oldest first, some at once until none is left. */
  public void forget(Instant before) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete =
            connection.prepareStatement(
                """
                delete from audit where id in (
                  select id from audit where recorded_at < ? order by recorded_at limit ?
                  for update skip locked)
                """)) {
      delete.setObject(1, before.atOffset(ZoneOffset.UTC));
      delete.setInt(2, CHUNK);
      int removed = CHUNK;
      while (removed == CHUNK) {
        removed = delete.executeUpdate();
      }
    }
  }

  public Page find(AuditQuery query) throws SQLException {
    boolean upwards = query.after().isPresent();
    List<AuditEntry> found = select(query, upwards);
    boolean more = found.size() > query.size();
    List<AuditEntry> page = new ArrayList<>(found.subList(0, Math.min(query.size(), found.size())));
    OptionalLong onwards = more ? OptionalLong.of(page.getLast().id()) : OptionalLong.empty();
    if (upwards) {
      Collections.reverse(page);
    }
    OptionalLong back = OptionalLong.empty();
    if (upwards) {
      back = OptionalLong.of(page.isEmpty() ? query.after().getAsLong() + 1 : page.getLast().id());
    } else if (query.before().isPresent()) {
      back =
          OptionalLong.of(page.isEmpty() ? query.before().getAsLong() - 1 : page.getFirst().id());
    }
    return new Page(page, upwards ? back : onwards, upwards ? onwards : back);
  }

  private List<AuditEntry> select(AuditQuery query, boolean upwards) throws SQLException {
    StringBuilder sql =
        new StringBuilder(
            """
            select id, recorded_at, kind, actor, token_id, request_id, trace, client, method, path,
              status, detail, times
            from audit where true\
            """);
    List<Object> values = new ArrayList<>();
    Kind kind = query.kind();
    filter(sql, values, " and kind = ?", kind == null ? null : kind.name());
    filter(sql, values, " and actor = ?", query.actor());
    filter(sql, values, " and client = ?", query.client());
    filter(
        sql,
        values,
        " and status = ?",
        query.status().isPresent() ? query.status().getAsInt() : null);
    filter(sql, values, " and recorded_at >= ?", time(query.from()));
    filter(sql, values, " and recorded_at <= ?", time(query.to()));
    filter(
        sql, values, " and id < ?", query.before().isPresent() ? query.before().getAsLong() : null);
    filter(
        sql, values, " and id > ?", query.after().isPresent() ? query.after().getAsLong() : null);
    sql.append(upwards ? " order by id limit ?" : " order by id desc limit ?");
    values.add(query.size() + 1);
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql.toString())) {
      for (int i = 0; i < values.size(); i++) {
        select.setObject(i + 1, values.get(i));
      }
      List<AuditEntry> entries = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          entries.add(entry(rows));
        }
      }
      return entries;
    }
  }

  private static @Nullable Object time(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  private static void filter(
      StringBuilder sql, List<Object> values, String condition, @Nullable Object value) {
    if (value != null) {
      sql.append(condition);
      values.add(value);
    }
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getLong(1),
        row.getObject(2, OffsetDateTime.class).toInstant(),
        Kind.valueOf(row.getString(3)),
        new Caller(row.getString(4), row.getString(5), row.getString(6), row.getString(7)),
        row.getString(8),
        row.getString(9),
        row.getString(10),
        row.getInt(11),
        row.getString(12),
        row.getInt(13));
  }
}
