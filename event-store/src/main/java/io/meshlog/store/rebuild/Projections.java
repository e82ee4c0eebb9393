package io.meshlog.store.rebuild;

import io.meshlog.store.log.LogFault;
import io.meshlog.store.log.LogTransaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Builds {@code resource_current}, {@code stream} and {@code channel_head} anew from the log while
 * control planes write to it. The fold is made beside, on one consistent snapshot and without a
 * lock; then, in one transaction under the log's lock, only the rows that differ from it or were
 * touched since are exchanged. Writers wait for that long, readers not at all. Thread-safe.
 *
 * <p>Which resource a stream is cannot be derived: only {@code stream} says so.
 */
public final class Projections {
  /** Of each stream its newest event, and its state: an event of a later version changes none. */
  private static final String FOLD =
      """
      create temp table folded on commit drop as
      select n.stream_id, n.stream_version, n.pos, n.origin_epoch, n.origin_pos,
        k.type is null or k.type like '%.deleted.v1' as deleted,
        k.stream_version as state_version, k.pos as state_pos, k.payload, k.schema_version
      from (
        select distinct on (e.stream_id) e.stream_id, e.stream_version, e.pos, e.origin_epoch,
          e.origin_pos
        from held_event e where e.stream_id is not null
        order by e.stream_id, e.stream_version desc) as n
      left join (
        select distinct on (e.stream_id) e.stream_id, e.stream_version, e.pos, e.type,
          e.payload::text as payload, e.schema_version
        from held_event e where e.type like '%.upserted.v1' or e.type like '%.deleted.v1'
        order by e.stream_id, e.stream_version desc) as k on k.stream_id = n.stream_id
      """;

  private static final String DIFFER =
      """
      create temp table differing as
      select coalesce(f.stream_id, c.stream_id) as stream_id
      from (folded f left join stream s on s.stream_id = f.stream_id)
        full join resource_current c on c.stream_id = f.stream_id
      where f.stream_id is null
        or (s.version, s.last_pos, s.deleted) is distinct from (f.stream_version, f.pos, f.deleted)
        or (s.source_epoch, s.source_pos) is distinct from (f.origin_epoch, f.origin_pos)
        or f.deleted <> (c.stream_id is null)
        or not f.deleted and (c.version, c.pos, c.schema_version, c.payload::text)
          is distinct from (f.state_version, f.state_pos, f.schema_version, f.payload)
      """;

  private static final String NEWEST =
      """
      create temp table newest on commit drop as
      select n.stream_id, n.stream_version, n.pos, n.origin_epoch, n.origin_pos,
        k.type is null or k.type like '%.deleted.v1' as deleted,
        k.stream_version as state_version, k.pos as state_pos, k.payload, k.schema_version
      from (select distinct stream_id from differing) as d
      cross join lateral (
        select * from held_event h where h.stream_id = d.stream_id
        order by h.stream_version desc limit 1) as n
      left join lateral (
        select * from held_event h where h.stream_id = d.stream_id
          and (h.type like '%.upserted.v1' or h.type like '%.deleted.v1')
        order by h.stream_version desc limit 1) as k on true
      """;

  private static final String STREAM =
      """
      update stream s set version = e.stream_version, last_pos = e.pos, deleted = e.deleted,
        source_epoch = e.origin_epoch, source_pos = e.origin_pos
      from newest e where e.stream_id = s.stream_id
      """;

  private static final String CURRENT =
      """
      insert into resource_current (stream_id, payload, version, pos, schema_version)
      select e.stream_id, e.payload, e.state_version, e.state_pos, e.schema_version
      from newest e where not e.deleted
      """;

  private static final String CHANNELS =
      """
      insert into channel_head as h (channel, epoch, export_seq, hash)
      select e.channel, e.epoch, e.export_seq, e.export_hash from (
        select distinct channel from held_event where channel is not null) as c
      cross join lateral (
        select * from held_event l where l.channel = c.channel order by l.export_seq desc limit 1) as e
      on conflict (channel) do update
      set epoch = excluded.epoch, export_seq = excluded.export_seq, hash = excluded.hash
      where (h.epoch, h.export_seq, h.hash)
        is distinct from (excluded.epoch, excluded.export_seq, excluded.hash)
      """;

  /**
   * @param pos the tables are the fold of the log up to here
   * @param resources whose rows differed
   */
  public record Mended(long pos, long resources, long channels) {}

  private final DataSource dataSource;

  public Projections(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * @throws LogFault when a stream's own row is lost: only an export or a backup has its key
   */
  public Mended rebuild() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try {
        long pos = foldBeside(statement);
        connection.commit();
        long differing = number(statement, "select count(*) from differing");
        Mended mended = exchange(connection, statement, pos, differing);
        connection.commit();
        return mended;
      } finally {
        connection.rollback();
      }
    }
  }

  private static long foldBeside(Statement statement) throws SQLException {
    statement.execute("set transaction isolation level repeatable read");
    long pos = number(statement, "select head_pos from log_meta");
    statement.execute(FOLD);
    statement.execute("analyze folded");
    long lost =
        number(
            statement,
            """
            select coalesce(min(f.stream_id), 0) from folded f
            where not exists (select from stream s where s.stream_id = f.stream_id)
            """);
    if (lost != 0) {
      throw new LogFault("stream has lost " + lost + ": which resource it is, an export can tell");
    }
    statement.execute(DIFFER);
    return pos;
  }

  private static Mended exchange(
      Connection connection, Statement statement, long foldedTo, long differing)
      throws SQLException {
    LogTransaction.holdLock(connection);
    long pos = number(statement, "select head_pos from log_meta");
    statement.execute(
        "insert into differing select distinct stream_id from event where stream_id is not null"
            + " and pos > "
            + foldedTo);
    statement.execute(NEWEST);
    statement.execute(
        "delete from resource_current where stream_id in (select stream_id from differing)");
    statement.execute(STREAM);
    statement.execute(CURRENT);
    long channels = statement.executeLargeUpdate(CHANNELS);
    statement.execute("drop table differing");
    return new Mended(pos, differing, channels);
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
