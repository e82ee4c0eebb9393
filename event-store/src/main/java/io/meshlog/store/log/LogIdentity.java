package io.meshlog.store.log;

import io.meshlog.events.chain.Sha256;
import io.meshlog.model.resource.Origin;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Which log the database holds, fixed for the database's life.
 *
 * @param logId made at the first start
 * @param owner the only control plane that appends to it
 */
public record LogIdentity(UUID logId, Origin owner) {

  /**
   * Reads the identity, or gives the empty database one.
   *
   * @throws IllegalStateException when the log belongs to another control plane
   */
  public static LogIdentity openOrCreate(DataSource dataSource, LogOwner owner)
      throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      create(connection, owner);
      try (PreparedStatement select =
              connection.prepareStatement("select log_id, owner from log_meta");
          ResultSet row = select.executeQuery()) {
        row.next();
        UUID logId = row.getObject(1, UUID.class);
        Origin held = Origin.parse(row.getString(2));
        if (!held.equals(owner.self())) {
          throw new IllegalStateException(
              "the database holds the log of " + held + ", not of " + owner.self());
        }
        return new LogIdentity(logId, held);
      }
    }
  }

  private static void create(Connection connection, LogOwner owner) throws SQLException {
    UUID logId = UUID.randomUUID();
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into log_meta (log_id, owner, epoch, head_pos, head_hash, last_recorded_at)
            values (?, ?, 1, 0, ?, 'epoch') on conflict do nothing
            """)) {
      insert.setObject(1, logId);
      insert.setString(2, owner.self().toString());
      insert.setBytes(3, genesis(logId));
      insert.executeUpdate();
    }
  }

  /** The previous hash of the log's first event. */
  public static byte[] genesis(UUID logId) {
    return Sha256.of("meshlog log " + logId);
  }
}
