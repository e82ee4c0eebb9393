package io.meshlog.store.retention;

import io.meshlog.events.codec.EventCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import javax.sql.DataSource;

/** The statements of retention. */
final class RetentionRows {

  /**
   * What bounds the floor.
   *
   * @param snapshot newest that was read back, 0 when none was
   * @param published the event after it is the first that is not on its channel's topic yet; {@link
   *     Long#MAX_VALUE} when all are, or nothing is ever published
   */
  record Bounds(long floor, long head, long snapshot, long published) {}

  private final DataSource dataSource;

  RetentionRows(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  Bounds bounds() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                """
                select m.floor_pos, m.head_pos,
                  coalesce((select max(pos) from snapshot where verified_at is not null), 0),
                  coalesce((select min(next.pos) - 1 from publish_cursor p
                    cross join lateral (select e.pos from event e
                      where e.channel = p.channel and e.export_seq > p.export_seq
                        and e.epoch >= p.epoch
                      order by e.export_seq limit 1) as next), ?)
                from log_meta m
                """)) {
      select.setLong(1, Long.MAX_VALUE);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new Bounds(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
      }
    }
  }

  /**
   * How far this version knows what it takes away: of an event of a later kind it could not tell
   * what state its resource has.
   */
  long understood(long floor, long upTo) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                """
                select coalesce(min(pos) - 1, ?) from event where pos > ? and pos <= ?
                  and type not like '%.upserted.v1' and type not like '%.deleted.v1'
                  and type <> ?
                """)) {
      select.setLong(1, upTo);
      select.setLong(2, floor);
      select.setLong(3, upTo);
      select.setString(4, EventCodec.EPOCH_STARTED);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** When the event after the floor was recorded. */
  Optional<Instant> oldest(long floor) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select recorded_at from event where pos > ? order by pos limit 1")) {
      select.setLong(1, floor);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(row.getObject(1, OffsetDateTime.class).toInstant())
            : Optional.empty();
      }
    }
  }

  /** See {@code remove_events} in the schema: it refuses what must not be. */
  long remove(long upTo, int atMost, long term) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement call = connection.prepareStatement("select remove_events(?, ?, ?)")) {
      call.setLong(1, upTo);
      call.setInt(2, atMost);
      call.setLong(3, term);
      try (ResultSet row = call.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Images of positions that can no longer be asked for. */
  int forgetSnapshotsBelow(long floor) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete =
            connection.prepareStatement("delete from snapshot where pos < ?")) {
      delete.setLong(1, floor);
      return delete.executeUpdate();
    }
  }
}
