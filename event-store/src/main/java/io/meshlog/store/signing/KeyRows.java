package io.meshlog.store.signing;

import io.meshlog.model.zone.SigningKey;
import io.meshlog.store.secret.KeyRing.Wrapped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements on table {@code signing_key}, and on what {@code log_meta} says of keys. */
final class KeyRows {
  /**
   * @param privateKey of this log's newest key; null for others
   */
  record Row(SigningKey key, @Nullable Wrapped privateKey) {}

  private KeyRows() {}

  /** Oldest first. */
  static List<Row> of(Connection connection, UUID logId) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select key_id, public_key, from_pos, endorsed_by, endorsement, ring_key_id, wrapped
            from signing_key where log_id = ? order by ordinal
            """)) {
      select.setObject(1, logId);
      List<Row> found = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          SigningKey key =
              new SigningKey(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getLong(3),
                  rows.getString(4),
                  rows.getString(5));
          String ringKeyId = rows.getString(6);
          found.add(
              new Row(key, ringKeyId == null ? null : new Wrapped(ringKeyId, rows.getBytes(7))));
        }
      }
      return found;
    }
  }

  /** After the keys of the log that are there. */
  static void add(Connection connection, UUID logId, Row row, Instant now) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into signing_key (log_id, key_id, ordinal, public_key, from_pos, endorsed_by,
              endorsement, ring_key_id, wrapped, created_at)
            select ?, ?, coalesce(max(ordinal), 0) + 1, ?, ?, ?, ?, ?, ?, ?
            from signing_key where log_id = ? on conflict (log_id, key_id) do nothing
            """)) {
      SigningKey key = row.key();
      insert.setObject(1, logId);
      insert.setString(2, key.id());
      insert.setString(3, key.publicKey());
      insert.setLong(4, key.fromPos());
      insert.setString(5, key.endorsedBy());
      insert.setString(6, key.endorsement());
      Wrapped wrapped = row.privateKey();
      if (wrapped == null) {
        insert.setNull(7, Types.VARCHAR);
        insert.setNull(8, Types.BINARY);
      } else {
        insert.setString(7, wrapped.ringKeyId());
        insert.setBytes(8, wrapped.value());
      }
      insert.setObject(9, now.atOffset(ZoneOffset.UTC));
      insert.setObject(10, logId);
      insert.executeUpdate();
    }
  }

  /** The private half as it is wrapped now; null destroys it. */
  static void wrap(Connection connection, UUID logId, String keyId, @Nullable Wrapped wrapped)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update signing_key set ring_key_id = ?, wrapped = ? where log_id = ? and key_id = ?")) {
      update.setString(1, wrapped == null ? null : wrapped.ringKeyId());
      update.setBytes(2, wrapped == null ? null : wrapped.value());
      update.setObject(3, logId);
      update.setString(4, keyId);
      update.executeUpdate();
    }
  }

  /** The key that signs; empty before the first. */
  static Optional<String> current(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("select signing_key_id from log_meta");
        ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
    }
  }

  static void setCurrent(Connection connection, String keyId, byte[] publicKey)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update log_meta set signing_key_id = ?, signing_public = ?")) {
      update.setString(1, keyId);
      update.setBytes(2, publicKey);
      update.executeUpdate();
    }
  }
}
