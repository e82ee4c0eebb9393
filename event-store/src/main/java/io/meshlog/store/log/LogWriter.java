package io.meshlog.store.log;

import io.meshlog.events.signature.EventSignature;
import io.meshlog.model.event.Provenance;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.log.EventRow.Exported;
import io.meshlog.store.log.StreamStates.Entry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The statements that write rows of the log and what follows from them. Used by one thread. */
public final class LogWriter {
  private static final String VALUES =
      """
       (pos, epoch, stream_id, stream_version, event_id, type,
        schema_version, payload, payload_sha256, meta, recorded_at,
        origin_log_id, origin_epoch, origin_pos, origin_channel, origin_seq,
        channel, export_seq, export_prev_hash, export_hash, prev_hash, hash,
        origin_key_id, origin_sig, export_key_id, export_sig)
      values (?, ?, ?, ?, ?, ?, ?, ?::json, ?, ?::json, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
        ?, ?, ?, ?)
      """;

  /** Of a row of the base, the value after those of every row. */
  private static final int BASE_CREATED = 27;

  private final Connection connection;

  public LogWriter(Connection connection) {
    this.connection = connection;
  }

  public void insert(List<EventRow> rows) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("insert into event" + VALUES)) {
      for (EventRow row : rows) {
        bind(insert, row);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** An event that another database's retention had taken out of its log. */
  public void insertBase(EventRow row, Instant created) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into base_event"
                + VALUES
                    .replace("export_sig)\n", "export_sig, created_at)\n")
                    .replace("?)\n", "?, ?)\n"))) {
      bind(insert, row);
      insert.setObject(BASE_CREATED, created.atOffset(ZoneOffset.UTC));
      insert.executeUpdate();
    }
  }

  private static void bind(PreparedStatement insert, EventRow row) throws SQLException {
    insert.setLong(1, row.pos());
    insert.setInt(2, row.epoch());
    if (row.streamId() == 0) {
      insert.setNull(3, Types.BIGINT);
    } else {
      insert.setLong(3, row.streamId());
    }
    insert.setLong(4, row.streamVersion());
    insert.setObject(5, row.eventId());
    insert.setString(6, row.type());
    insert.setInt(7, row.schemaVersion());
    insert.setString(8, row.payload());
    insert.setBytes(9, row.payloadSha256());
    insert.setString(10, row.meta());
    insert.setObject(11, row.recordedAt().atOffset(ZoneOffset.UTC));
    bindSource(insert, row);
    bindExport(insert, row);
    insert.setBytes(21, row.prevHash());
    insert.setBytes(22, row.hash());
    bindSignature(insert, 23, row.originSignature());
    bindSignature(insert, 25, row.exported() == null ? null : row.exported().signature());
  }

  private static void bindSignature(
      PreparedStatement insert, int from, @Nullable EventSignature signature) throws SQLException {
    if (signature == null) {
      insert.setNull(from, Types.VARCHAR);
      insert.setNull(from + 1, Types.BINARY);
    } else {
      insert.setString(from, signature.keyId());
      insert.setBytes(from + 1, signature.value());
    }
  }

  private static void bindSource(PreparedStatement insert, EventRow row) throws SQLException {
    Provenance source = row.imported();
    if (source == null) {
      insert.setNull(12, Types.OTHER);
      insert.setNull(13, Types.INTEGER);
      insert.setNull(14, Types.BIGINT);
      insert.setNull(15, Types.VARCHAR);
      insert.setNull(16, Types.BIGINT);
    } else {
      insert.setObject(12, source.logId());
      insert.setInt(13, source.epoch());
      insert.setLong(14, source.pos());
      insert.setString(15, source.channel().name());
      insert.setLong(16, source.exportSeq());
    }
  }

  private static void bindExport(PreparedStatement insert, EventRow row) throws SQLException {
    Exported exported = row.exported();
    if (exported == null) {
      insert.setNull(17, Types.VARCHAR);
      insert.setNull(18, Types.BIGINT);
      insert.setNull(19, Types.BINARY);
      insert.setNull(20, Types.BINARY);
    } else {
      insert.setString(17, exported.channel().name());
      insert.setLong(18, exported.seq());
      insert.setBytes(19, exported.prevHash());
      insert.setBytes(20, exported.hash());
    }
  }

  /** Brings {@code stream} and {@code resource_current} to the state after the new events. */
  void project(Map<ResourceKey, Entry> changed) throws SQLException {
    try (PreparedStatement stream =
            connection.prepareStatement(
                """
                insert into stream (stream_id, type, mesh, origin, name, version, last_pos, deleted,
                  source_epoch, source_pos)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (stream_id) do update
                set version = excluded.version, last_pos = excluded.last_pos,
                  deleted = excluded.deleted, source_epoch = excluded.source_epoch,
                  source_pos = excluded.source_pos
                """);
        PreparedStatement live =
            connection.prepareStatement(
                """
                insert into resource_current (stream_id, payload, version, pos, schema_version)
                values (?, ?::json, ?, ?, ?) on conflict (stream_id) do update
                set payload = excluded.payload, version = excluded.version, pos = excluded.pos,
                  schema_version = excluded.schema_version
                """);
        PreparedStatement gone =
            connection.prepareStatement("delete from resource_current where stream_id = ?")) {
      for (Map.Entry<ResourceKey, Entry> change : changed.entrySet()) {
        bindStream(stream, change.getKey(), change.getValue());
        bindCurrent(live, gone, change.getValue());
      }
      stream.executeBatch();
      live.executeBatch();
      gone.executeBatch();
    }
  }

  private static void bindStream(PreparedStatement stream, ResourceKey key, Entry entry)
      throws SQLException {
    stream.setLong(1, entry.streamId());
    stream.setString(2, key.type());
    stream.setString(3, key.mesh());
    stream.setString(4, key.origin().toString());
    stream.setString(5, key.name());
    stream.setLong(6, entry.version());
    stream.setLong(7, entry.lastPos());
    stream.setBoolean(8, !entry.live());
    SourcePosition source = entry.source();
    if (source == null) {
      stream.setNull(9, Types.INTEGER);
      stream.setNull(10, Types.BIGINT);
    } else {
      stream.setInt(9, source.epoch());
      stream.setLong(10, source.pos());
    }
    stream.addBatch();
  }

  private static void bindCurrent(PreparedStatement live, PreparedStatement gone, Entry entry)
      throws SQLException {
    if (entry.live()) {
      live.setLong(1, entry.streamId());
      live.setString(2, entry.payload());
      live.setLong(3, entry.version());
      live.setLong(4, entry.lastPos());
      live.setInt(5, entry.schemaVersion());
      live.addBatch();
    } else {
      gone.setLong(1, entry.streamId());
      gone.addBatch();
    }
  }

  /** Moves the head and tells whoever listens: one round trip. */
  void moveHead(LogHead from, LogHead to) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            with moved as (
              update log_meta set epoch = ?, head_pos = ?, head_hash = ?, last_recorded_at = ?
              where head_pos = ? returning head_pos)
            select pg_notify(?, head_pos::text) from moved
            """)) {
      update.setInt(1, to.epoch());
      update.setLong(2, to.pos());
      update.setBytes(3, to.hash());
      update.setObject(4, to.lastRecordedAt().atOffset(ZoneOffset.UTC));
      update.setLong(5, from.pos());
      update.setString(6, LogTransaction.NOTIFICATIONS);
      try (ResultSet told = update.executeQuery()) {
        if (!told.next()) {
          throw new IllegalStateException("the head moved while the log's lock was held");
        }
      }
    }
  }
}
