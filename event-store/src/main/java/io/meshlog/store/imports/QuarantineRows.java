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
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The quarantine as the importing transaction sees it: the open entries of one channel. A record
 * that is read again, from the state or after a crash, makes no second entry.
 */
final class QuarantineRows {
  private final Connection connection;
  private final UUID logId;
  private final Channel channel;
  private final Instant now;
  private final Map<String, Set<Entry>> open = new HashMap<>();

  /** What makes a record the same; of an unreadable one what is wrong with it. */
  private record Entry(String reason, int epoch, long seq, String fault) {
    static Entry of(ImportedRecord record, Reason reason, String detail) {
      ExportedEvent event = record.event();
      return event == null
          ? new Entry(reason.name(), 0, 0, detail)
          : new Entry(reason.name(), event.epoch(), event.seq(), "");
    }
  }

  QuarantineRows(Connection connection, UUID logId, Channel channel, Instant now)
      throws SQLException {
    this.connection = connection;
    this.logId = logId;
    this.channel = channel;
    this.now = now;
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select resource_key, reason, epoch, export_seq,
              case when export_seq is null then detail else '' end
            from quarantine where channel = ? and state = 'OPEN'
            """)) {
      select.setString(1, channel.name());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          note(
              rows.getString(1),
              new Entry(rows.getString(2), rows.getInt(3), rows.getLong(4), rows.getString(5)));
        }
      }
    }
  }

  private boolean note(String key, Entry entry) {
    return open.computeIfAbsent(key, k -> new HashSet<>()).add(entry);
  }

  /**
   * @return false when it is there already
   */
  boolean add(ImportedRecord record, String topic, int partition, Reason reason, String detail)
      throws SQLException {
    ExportedEvent event = record.event();
    if (!note(record.key(), Entry.of(record, reason, detail))) {
      return false;
    }
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
    return true;
  }

  /** A good version of the key has come: what is held against it no longer matters. */
  void clear(String key) throws SQLException {
    if (open.remove(key) == null) {
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

  /**
   * The state is proven to be its owner's: what could not be read, or came out of order, had no
   * part in it. What somebody was not allowed to say stays open.
   */
  static int clearRepaired(Connection connection, Channel channel, Instant now)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update quarantine set state = 'CLEARED', cleared_at = ?
            where channel = ? and state = 'OPEN'
              and reason in ('UNREADABLE', 'BROKEN_CHAIN', 'INVALID')
            """)) {
      update.setObject(1, now.atOffset(ZoneOffset.UTC));
      update.setString(2, channel.name());
      return update.executeUpdate();
    }
  }

  /** These types are known here now: what was kept of them opaquely is understood. */
  static int clearSupported(
      Connection connection, Channel channel, Instant now, Collection<String> types)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update quarantine set state = 'CLEARED', cleared_at = ?
            where channel = ? and state = 'OPEN' and reason = 'UNSUPPORTED'
              and split_part(resource_key, '/', 1) = any(?)
            """)) {
      update.setObject(1, now.atOffset(ZoneOffset.UTC));
      update.setString(2, channel.name());
      update.setArray(3, connection.createArrayOf("text", types.toArray()));
      return update.executeUpdate();
    }
  }
}
