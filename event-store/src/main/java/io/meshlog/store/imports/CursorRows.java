package io.meshlog.store.imports;

import io.meshlog.model.resource.Channel;
import io.meshlog.store.imports.ImportCursor.KafkaPlace;
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

/** The statements on table {@code import_cursor}. */
final class CursorRows {
  private static final String SELECT =
      """
      select source_log_id, channel, epoch, export_seq, source_pos, source_hash,
        kafka_cluster_id, topic, partition_no, next_offset, leader_epoch from import_cursor
      """;

  private CursorRows() {}

  static Optional<ImportCursor> find(Connection connection, UUID logId, Channel channel)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(SELECT + " where source_log_id = ? and channel = ?")) {
      select.setObject(1, logId);
      select.setString(2, channel.name());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(cursor(row)) : Optional.empty();
      }
    }
  }

  static List<ImportCursor> all(Connection connection) throws SQLException {
    List<ImportCursor> cursors = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(SELECT + " order by channel");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        cursors.add(cursor(rows));
      }
    }
    return cursors;
  }

  private static ImportCursor cursor(ResultSet row) throws SQLException {
    String topic = row.getString(8);
    KafkaPlace place =
        topic == null
            ? null
            : new KafkaPlace(
                row.getString(7),
                topic,
                row.getInt(9),
                row.getLong(10),
                row.getObject(11, Integer.class));
    return new ImportCursor(
        row.getObject(1, UUID.class),
        Channel.parse(row.getString(2)),
        row.getInt(3),
        row.getLong(4),
        row.getLong(5),
        row.getBytes(6),
        place);
  }

  static void write(Connection connection, ImportCursor cursor, Instant now) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into import_cursor (source_log_id, channel, epoch, export_seq, source_pos,
              source_hash, kafka_cluster_id, topic, partition_no, next_offset, leader_epoch,
              updated_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (source_log_id, channel) do update
            set epoch = excluded.epoch, export_seq = excluded.export_seq,
              source_pos = excluded.source_pos, source_hash = excluded.source_hash,
              kafka_cluster_id = excluded.kafka_cluster_id, topic = excluded.topic,
              partition_no = excluded.partition_no, next_offset = excluded.next_offset,
              leader_epoch = excluded.leader_epoch, updated_at = excluded.updated_at
            """)) {
      upsert.setObject(1, cursor.logId());
      upsert.setString(2, cursor.channel().name());
      upsert.setInt(3, cursor.epoch());
      upsert.setLong(4, cursor.seq());
      upsert.setLong(5, cursor.pos());
      upsert.setBytes(6, cursor.hash());
      bindPlace(upsert, cursor.place());
      upsert.setObject(12, now.atOffset(ZoneOffset.UTC));
      upsert.executeUpdate();
    }
  }

  /** Of the logs that spoke on a channel before this one nothing is taken any more. */
  static void forgetOthers(Connection connection, UUID logId, Channel channel) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from import_cursor where source_log_id <> ? and channel = ?")) {
      delete.setObject(1, logId);
      delete.setString(2, channel.name());
      delete.executeUpdate();
    }
  }

  static void forget(Connection connection, UUID logId, Channel channel) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from import_cursor where source_log_id = ? and channel = ?")) {
      delete.setObject(1, logId);
      delete.setString(2, channel.name());
      delete.executeUpdate();
    }
  }

  private static void bindPlace(PreparedStatement upsert, @Nullable KafkaPlace place)
      throws SQLException {
    if (place == null) {
      upsert.setNull(7, Types.VARCHAR);
      upsert.setNull(8, Types.VARCHAR);
      upsert.setNull(9, Types.INTEGER);
      upsert.setNull(10, Types.BIGINT);
      upsert.setNull(11, Types.INTEGER);
    } else {
      upsert.setString(7, place.clusterId());
      upsert.setString(8, place.topic());
      upsert.setInt(9, place.partition());
      upsert.setLong(10, place.nextOffset());
      upsert.setObject(11, place.leaderEpoch(), Types.INTEGER);
    }
  }
}
