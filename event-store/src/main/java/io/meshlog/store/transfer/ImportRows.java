package io.meshlog.store.transfer;

import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.log.ChannelHead;
import io.meshlog.store.log.LogFloor;
import io.meshlog.store.log.LogTransaction;
import io.meshlog.store.log.SourcePosition;
import io.meshlog.store.verify.LogWalk;
import io.meshlog.store.verify.LogWalk.StreamEnd;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.Map;

/** The statements of an import beside the events themselves. Used by one thread. */
final class ImportRows {
  private static final int BATCH = 1_000;

  private final Connection connection;

  ImportRows(Connection connection) {
    this.connection = connection;
  }

  /** Nobody appends from here on, and nobody has. */
  void lockEmptyLog() throws SQLException, RefusedImport {
    LogTransaction.holdLock(connection);
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select exists (select from event) or exists (select from base_event)")) {
      row.next();
      if (row.getBoolean(1)) {
        throw new RefusedImport("the database holds a log already; import into an empty one");
      }
    }
  }

  void begin(ExportHeader header) throws SQLException {
    try (Statement delete = connection.createStatement()) {
      delete.execute("delete from log_meta");
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into log_meta (log_id, owner, epoch, head_pos, head_hash, last_recorded_at,
              floor_pos, floor_epoch, floor_hash, floor_recorded_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      insert.setObject(1, header.logId());
      insert.setString(2, header.owner().toString());
      insert.setInt(3, header.epoch());
      insert.setLong(4, header.headPos());
      insert.setBytes(5, header.headHash());
      insert.setObject(6, header.lastRecordedAt().atOffset(ZoneOffset.UTC));
      LogFloor floor = header.floor();
      insert.setLong(7, floor.pos());
      if (floor.pos() == 0) {
        insert.setNull(8, Types.INTEGER);
        insert.setNull(9, Types.BINARY);
        insert.setNull(10, Types.TIMESTAMP_WITH_TIMEZONE);
      } else {
        insert.setInt(8, floor.epoch());
        insert.setBytes(9, floor.hash());
        insert.setObject(10, floor.recordedAt().atOffset(ZoneOffset.UTC));
      }
      insert.executeUpdate();
    }
  }

  void key(KeyLine key) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into %1$s select (jsonb_populate_record(null::%1$s, ?::jsonb)).*"
                .formatted(key.table()))) {
      insert.setString(1, key.row().toString());
      insert.executeUpdate();
    }
  }

  /** The tables that follow from the log. */
  void project(LogWalk walk) throws SQLException {
    streams(walk.streams());
    for (Map.Entry<Channel, ChannelHead> channel : walk.channels().entrySet()) {
      channel.getValue().write(connection, channel.getKey());
    }
    try (Statement insert = connection.createStatement()) {
      insert.execute(
          """
          insert into resource_current (stream_id, payload, version, pos, schema_version)
          select e.stream_id, e.payload, e.stream_version, e.pos, e.schema_version
          from stream s cross join lateral (
            select * from held_event h
            where h.stream_id = s.stream_id and h.type like '%.upserted.v1'
            order by h.stream_version desc limit 1) as e
          where not s.deleted
          """);
    }
  }

  private void streams(Map<Long, StreamEnd> ends) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into stream (stream_id, type, mesh, origin, name, version, last_pos, deleted,
              source_epoch, source_pos) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      int waiting = 0;
      for (Map.Entry<Long, StreamEnd> each : ends.entrySet()) {
        bind(insert, each.getKey(), each.getValue());
        insert.addBatch();
        if (++waiting % BATCH == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
  }

  private static void bind(PreparedStatement insert, long streamId, StreamEnd end)
      throws SQLException {
    ResourceKey key = end.key();
    insert.setLong(1, streamId);
    insert.setString(2, key.type());
    insert.setString(3, key.mesh());
    insert.setString(4, key.origin().toString());
    insert.setString(5, key.name());
    insert.setLong(6, end.version());
    insert.setLong(7, end.pos());
    insert.setBoolean(8, !end.live());
    SourcePosition source = end.source();
    if (source == null) {
      insert.setNull(9, Types.INTEGER);
      insert.setNull(10, Types.BIGINT);
    } else {
      insert.setInt(9, source.epoch());
      insert.setLong(10, source.pos());
    }
  }
}
