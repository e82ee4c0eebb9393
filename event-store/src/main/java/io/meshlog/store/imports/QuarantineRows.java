package io.meshlog.store.imports;

import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Channel;
import io.meshlog.store.imports.ContentCheck.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** The quarantine as the importing transaction sees it: keys with an open entry in one channel. */
final class QuarantineRows {
  private final Connection connection;
  private final UUID logId;
  private final Channel channel;
  private final Instant now;
  private final Set<String> open = new HashSet<>();

  QuarantineRows(Connection connection, UUID logId, Channel channel, Instant now)
      throws SQLException {
    this.connection = connection;
    this.logId = logId;
    this.channel = channel;
    this.now = now;
    try (PreparedStatement select =
        connection.prepareStatement(
            "select distinct resource_key from quarantine where channel = ? and state = 'OPEN'")) {
      select.setString(1, channel.name());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          open.add(rows.getString(1));
        }
      }
    }
  }

  void add(ImportedRecord record, String topic, int partition, Reason reason, String detail)
      throws SQLException {
    ExportedEvent event = record.event();
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into quarantine (source_log_id, channel, epoch, export_seq, source_pos, topic,
              partition_no, record_offset, resource_key, reason, detail, record, headers,
              recorded_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?)
            """)) {
      insert.setObject(1, event == null ? logId : event.logId());
      insert.setString(2, channel.name());
      if (event == null) {
        insert.setNull(3, Types.INTEGER);
        insert.setNull(4, Types.BIGINT);
        insert.setNull(5, Types.BIGINT);
      } else {
        insert.setInt(3, event.epoch());
        insert.setLong(4, event.seq());
        insert.setLong(5, event.pos());
      }
      insert.setString(6, topic);
      insert.setInt(7, partition);
      insert.setLong(8, record.offset());
      insert.setString(9, record.key());
      insert.setString(10, reason.name());
      insert.setString(11, detail);
      insert.setBytes(12, record.value());
      insert.setString(13, SpecJson.plain().writeValueAsString(record.headers()));
      insert.setObject(14, now.atOffset(ZoneOffset.UTC));
      insert.executeUpdate();
    }
    open.add(record.key());
  }

  /** A good version of the key has come: what is held against it no longer matters. */
  void clear(String key) throws SQLException {
    if (!open.remove(key)) {
      return;
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update quarantine set state = 'CLEARED', cleared_at = ?
            where channel = ? and resource_key = ? and state = 'OPEN'
            """)) {
      update.setObject(1, now.atOffset(ZoneOffset.UTC));
      update.setString(2, channel.name());
      update.setString(3, key);
      update.executeUpdate();
    }
  }
}
