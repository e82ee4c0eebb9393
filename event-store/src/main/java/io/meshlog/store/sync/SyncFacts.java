package io.meshlog.store.sync;

import io.meshlog.model.resource.Channel;
import io.meshlog.store.lease.RoleTerm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads and keeps facts about the sync; any replica may ask. Thread-safe. */
public final class SyncFacts {
  private final DataSource dataSource;

  public SyncFacts(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** The channels of others that this log takes in, sorted. */
  public List<FollowedChannel> followed() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                """
                select c.source_log_id, c.channel, c.epoch, c.export_seq, c.source_pos,
                  c.next_offset, c.checked_seq, c.state_equal,
                  (select count(*) from quarantine q
                   where q.channel = c.channel and q.state = 'OPEN')
                from import_cursor c order by c.channel, c.updated_at
                """);
        ResultSet row = select.executeQuery()) {
      List<FollowedChannel> followed = new ArrayList<>();
      while (row.next()) {
        followed.add(
            new FollowedChannel(
                row.getObject(1, UUID.class),
                Channel.parse(row.getString(2)),
                row.getInt(3),
                row.getLong(4),
                row.getLong(5),
                row.getObject(6, Long.class),
                row.getObject(7, Long.class),
                row.getObject(8, Boolean.class),
                row.getLong(9)));
      }
      return followed;
    }
  }

  /** The channels of this log, sorted. */
  public List<OwnChannel> own() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                """
                select h.channel, h.epoch, h.export_seq, coalesce(e.pos, 0),
                  coalesce(p.export_seq, 0), (
                    select o.recorded_at from event o
                    where o.channel = h.channel and o.export_seq > coalesce(p.export_seq, 0)
                    order by o.export_seq limit 1)
                from channel_head h
                left join held_event e on e.channel = h.channel and e.epoch = h.epoch
                  and e.export_seq = h.export_seq
                left join publish_cursor p on p.channel = h.channel
                order by h.channel
                """);
        ResultSet row = select.executeQuery()) {
      List<OwnChannel> own = new ArrayList<>();
      while (row.next()) {
        own.add(
            new OwnChannel(
                Channel.parse(row.getString(1)),
                row.getInt(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                instant(row, 6)));
      }
      return own;
    }
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  /**
   * Remembers what came of comparing the owner's checkpoint with what is held here.
   *
   * @return false, without effect, when the turn is over
   */
  public boolean checked(
      UUID logId, Channel channel, int epoch, long seq, boolean equal, RoleTerm turn)
      throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                """
                update import_cursor set checked_epoch = ?, checked_seq = ?, state_equal = ?
                where source_log_id = ? and channel = ? and exists (
                  select 1 from role_lease where role = ? and term = ? for share)
                """)) {
      update.setInt(1, epoch);
      update.setLong(2, seq);
      update.setBoolean(3, equal);
      update.setObject(4, logId);
      update.setString(5, channel.name());
      update.setString(6, turn.role());
      update.setLong(7, turn.term());
      return update.executeUpdate() > 0;
    }
  }

  /** Everything that a replica knows to be wrong now, in place of what it said before. */
  public void say(String replica, Collection<SyncProblem> problems) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        forget(connection, replica, problems);
        for (SyncProblem problem : problems) {
          put(connection, replica, problem);
        }
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  private static void forget(Connection connection, String replica, Collection<SyncProblem> present)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from sync_problem where replica = ? and part <> all (?)")) {
      delete.setString(1, replica);
      delete.setArray(
          2, connection.createArrayOf("text", present.stream().map(SyncProblem::part).toArray()));
      delete.executeUpdate();
    }
  }

  /** Nothing is kept for a replica that counts as dead: it speaks again when it is back. */
  private static void put(Connection connection, String replica, SyncProblem problem)
      throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into sync_problem as p (replica, part, code, detail, since)
            select r.id, ?, ?, ?, ? from replica r where r.id = ?
            on conflict (replica, part) do update
            set code = excluded.code, detail = excluded.detail,
              since = case when p.code = excluded.code then p.since else excluded.since end
            """)) {
      upsert.setString(1, problem.part());
      upsert.setString(2, problem.code());
      upsert.setString(3, problem.detail());
      upsert.setObject(4, problem.since().atOffset(ZoneOffset.UTC));
      upsert.setString(5, replica);
      upsert.executeUpdate();
    }
  }

  /**
   * What is wrong now, as the replicas say that are alive; sorted by part.
   *
   * @param but one that is not asked
   */
  public List<SyncProblem> problems(String but) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                """
                select p.part, p.code, p.detail, min(p.since)
                from sync_problem p join replica r on r.id = p.replica
                where r.expires_at > clock_timestamp() and r.id <> ?
                group by p.part, p.code, p.detail order by p.part, p.code, p.detail
                """)) {
      select.setString(1, but);
      List<SyncProblem> problems = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          problems.add(
              new SyncProblem(
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  row.getObject(4, OffsetDateTime.class).toInstant()));
        }
      }
      return problems;
    }
  }
}
