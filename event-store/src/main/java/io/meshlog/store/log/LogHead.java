package io.meshlog.store.log;

import io.meshlog.model.event.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * Where a log stands.
 *
 * @param pos of the newest event, 0 when there is none
 * @param floorPos states before this position can no longer be told; 0 while all can
 */
public record LogHead(
    UUID logId, int epoch, long pos, byte[] hash, Instant lastRecordedAt, long floorPos) {

  public static LogHead read(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select log_id, epoch, head_pos, head_hash, last_recorded_at, floor_pos
                from log_meta
                """);
        ResultSet row = select.executeQuery()) {
      if (!row.next()) {
        throw new IllegalStateException("the database holds no log");
      }
      return new LogHead(
          row.getObject(1, UUID.class),
          row.getInt(2),
          row.getLong(3),
          row.getBytes(4),
          row.getObject(5, OffsetDateTime.class).toInstant(),
          row.getLong(6));
    }
  }

  public Position position() {
    return new Position(logId, epoch, pos);
  }
}
