package io.meshlog.store.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * Where a log begins: the last event that retention took out. What went on before it is told by
 * {@code base_event} as it stood there.
 *
 * @param pos 0 while the log is whole
 * @param hash from which the chain goes on
 */
public record LogFloor(long pos, int epoch, byte[] hash, Instant recordedAt) {

  /** Of a log that holds its first event. */
  public static LogFloor none(UUID logId) {
    return new LogFloor(0, 0, LogIdentity.genesis(logId), Instant.EPOCH);
  }

  public static LogFloor read(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select log_id, floor_pos, floor_epoch, floor_hash, floor_recorded_at from log_meta
                """);
        ResultSet row = select.executeQuery()) {
      if (!row.next()) {
        throw new IllegalStateException("the database holds no log");
      }
      return row.getLong(2) == 0
          ? none(row.getObject(1, UUID.class))
          : new LogFloor(
              row.getLong(2),
              row.getInt(3),
              row.getBytes(4),
              row.getObject(5, OffsetDateTime.class).toInstant());
    }
  }
}
