package io.meshlog.store.log;

import io.meshlog.events.signature.EventSignature;
import io.meshlog.model.event.Provenance;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.log.EventRow.Exported;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads the log in order. Thread-safe; each call takes a connection for its duration. */
public final class LogReader {
  /** Columns and joins that {@link #row} and {@link #key} read. */
  static final String SELECT =
      """
      select e.pos, e.epoch, e.stream_id, e.stream_version, e.event_id, e.type, e.schema_version,
        e.payload, e.payload_sha256, e.meta, e.recorded_at,
        e.origin_log_id, e.origin_epoch, e.origin_pos, e.origin_channel, e.origin_seq,
        e.channel, e.export_seq, e.export_prev_hash, e.export_hash, e.prev_hash, e.hash,
        s.type, s.mesh, s.origin, s.name,
        e.origin_key_id, e.origin_sig, e.export_key_id, e.export_sig
      from event e left join stream s on s.stream_id = e.stream_id
      """;

  /** As {@link #SELECT}, with what retention left of the events it took out. */
  private static final String HELD = SELECT.replace("from event e", "from held_event e");

  /** As {@link #SELECT}, of those alone, with the time that their resource came to be. */
  private static final String BASE =
      SELECT.replace("from event e", ", e.created_at from base_event e");

  /** A row with the resource it is about; the key is null for events about the log itself. */
  public record Entry(EventRow row, @Nullable ResourceKey key) {}

  /**
   * An event at or below the floor, the newest of its resource there.
   *
   * @param created when the resource came to be
   */
  public record BaseEntry(Entry entry, Instant created) {}

  private final DataSource dataSource;
  private final LogFormat format;

  public LogReader(DataSource dataSource, LogFormat format) {
    this.dataSource = dataSource;
    this.format = format;
  }

  public LogFormat format() {
    return format;
  }

  public LogHead head() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return LogHead.read(connection);
    }
  }

  /** Up to {@code limit} events after a position, in order. */
  public List<RecordedEvent> read(long afterPos, int limit) throws SQLException {
    return rows(afterPos, limit).stream().map(this::recorded).toList();
  }

  /** As {@link #read}, as stored. */
  public List<Entry> rows(long afterPos, int limit) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return rows(connection, afterPos, limit);
    }
  }

  /** As {@link #rows(long, int)}, within the connection's transaction. */
  public static List<Entry> rows(Connection connection, long afterPos, int limit)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(SELECT + " where e.pos > ? order by e.pos limit ?")) {
      select.setLong(1, afterPos);
      select.setInt(2, limit);
      return entries(select);
    }
  }

  /** Up to {@code limit} events of the base after a position, in order. */
  public static List<BaseEntry> base(Connection connection, long afterPos, int limit)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(BASE + " where e.pos > ? order by e.pos limit ?")) {
      select.setLong(1, afterPos);
      select.setInt(2, limit);
      List<BaseEntry> entries = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Instant created = rows.getObject("created_at", OffsetDateTime.class).toInstant();
          entries.add(new BaseEntry(new Entry(row(rows), key(rows)), created));
        }
      }
      return entries;
    }
  }

  /** The id of the event at a position, if there is one. */
  public Optional<UUID> eventId(long pos) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select event_id from event where pos = ?")) {
      select.setLong(1, pos);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
      }
    }
  }

  /** The exported events of a channel after a number, in order. */
  public List<Entry> channel(Channel channel, long afterSeq, int limit) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                SELECT
                    + " where e.channel = ? and e.export_seq > ? order by e.export_seq limit ?")) {
      select.setString(1, channel.name());
      select.setLong(2, afterSeq);
      select.setInt(3, limit);
      return entries(select);
    }
  }

  /** Of a channel, only the newest event of each resource, after a number, in order. */
  public List<Entry> newestOfChannel(Channel channel, long afterSeq, int limit)
      throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                HELD
                    + """
                     where e.channel = ? and e.export_seq > ? and e.pos = s.last_pos
                    order by e.export_seq limit ?
                    """)) {
      select.setString(1, channel.name());
      select.setLong(2, afterSeq);
      select.setInt(3, limit);
      return entries(select);
    }
  }

  /** The events of one resource with versions below {@code beforeVersion}, newest first. */
  public List<Entry> stream(ResourceKey key, long beforeVersion, int limit) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                SELECT
                    + """
                     where s.type = ? and s.mesh = ? and s.origin = ? and s.name = ?
                      and e.stream_version < ?
                    order by e.stream_version desc limit ?
                    """)) {
      select.setString(1, key.type());
      select.setString(2, key.mesh());
      select.setString(3, key.origin().toString());
      select.setString(4, key.name());
      select.setLong(5, beforeVersion);
      select.setInt(6, limit);
      return entries(select);
    }
  }

  /**
   * The last position recorded at or before a time, empty when the log begins later. Positions and
   * times rise together, so this is a binary search on the primary key.
   */
  public OptionalLong positionAt(Instant time) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement probe =
            connection.prepareStatement(
                "select pos, recorded_at <= ? from event where pos >= ? order by pos limit 1")) {
      probe.setObject(1, time.atOffset(ZoneOffset.UTC));
      LogHead head = LogHead.read(connection);
      LogFloor floor = LogFloor.read(connection);
      long known = floor.recordedAt().isAfter(time) ? 0 : floor.pos();
      long low = floor.pos() + 1;
      long high = head.pos();
      while (low <= high) {
        long middle = low + (high - low) / 2;
        probe.setLong(2, middle);
        try (ResultSet row = probe.executeQuery()) {
          boolean found = row.next();
          if (found && row.getBoolean(2)) {
            known = row.getLong(1);
            low = known + 1;
          } else {
            high = middle - 1;
          }
        }
      }
      return known == 0 ? OptionalLong.empty() : OptionalLong.of(known);
    }
  }

  public RecordedEvent recorded(Entry entry) {
    ResourceKey key = entry.key();
    return format.recorded(entry.row(), key == null ? LogFormat.NO_RESOURCE : key);
  }

  static List<Entry> entries(PreparedStatement select) throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        entries.add(new Entry(row(rows), key(rows)));
      }
    }
    return entries;
  }

  static EventRow row(ResultSet rows) throws SQLException {
    return new EventRow(
        rows.getLong(1),
        rows.getInt(2),
        rows.getLong(3),
        rows.getLong(4),
        rows.getObject(5, UUID.class),
        rows.getString(6),
        rows.getInt(7),
        rows.getString(8),
        rows.getBytes(9),
        rows.getString(10),
        rows.getObject(11, OffsetDateTime.class).toInstant(),
        source(rows),
        signature(rows, 27),
        exported(rows),
        rows.getBytes(21),
        rows.getBytes(22));
  }

  private static @Nullable Provenance source(ResultSet rows) throws SQLException {
    UUID logId = rows.getObject(12, UUID.class);
    return logId == null
        ? null
        : new Provenance(
            logId,
            rows.getInt(13),
            rows.getLong(14),
            Channel.parse(rows.getString(15)),
            rows.getLong(16));
  }

  private static @Nullable Exported exported(ResultSet rows) throws SQLException {
    String channel = rows.getString(17);
    return channel == null
        ? null
        : new Exported(
            Channel.parse(channel),
            rows.getLong(18),
            rows.getBytes(19),
            rows.getBytes(20),
            signature(rows, 29));
  }

  private static @Nullable EventSignature signature(ResultSet rows, int column)
      throws SQLException {
    String keyId = rows.getString(column);
    return keyId == null ? null : new EventSignature(keyId, rows.getBytes(column + 1));
  }

  private static @Nullable ResourceKey key(ResultSet rows) throws SQLException {
    String type = rows.getString(23);
    return type == null
        ? null
        : new ResourceKey(
            type, rows.getString(24), Origin.parse(rows.getString(25)), rows.getString(26));
  }
}
