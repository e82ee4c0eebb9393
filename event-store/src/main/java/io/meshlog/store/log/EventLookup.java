package io.meshlog.store.log;

import io.meshlog.store.log.LogReader.Entry;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Finds single events by where they are. Thread-safe; each call takes a connection for its
 * duration.
 */
public final class EventLookup {
  private final DataSource dataSource;

  public EventLookup(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** The events at these positions, by position; what is not there is left out. */
  public Map<Long, Entry> at(Collection<Long> positions) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return at(connection, "event", positions);
    }
  }

  private static Map<Long, Entry> at(
      Connection connection, String table, Collection<Long> positions) throws SQLException {
    Map<Long, Entry> found = new HashMap<>();
    if (positions.isEmpty()) {
      return found;
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            LogReader.SELECT.replace("from event e", "from " + table + " e")
                + " where e.pos = any (?)")) {
      select.setArray(1, connection.createArrayOf("bigint", positions.toArray()));
      LogReader.entries(select).forEach(entry -> found.put(entry.row().pos(), entry));
      return found;
    }
  }

  /**
   * By position: the event of the same resource before each of these, where there is one. What
   * retention took out of the log but for the newest event of each resource is still found.
   */
  public Map<Long, Entry> previous(Collection<Entry> entries) throws SQLException {
    List<EventRow> replacing =
        entries.stream().map(Entry::row).filter(row -> row.streamVersion() > 1).toList();
    if (replacing.isEmpty()) {
      return Map.of();
    }
    Map<Long, Long> positions = new HashMap<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                """
                select w.pos, e.pos
                from unnest(?::bigint[], ?::bigint[], ?::bigint[]) as w (pos, stream_id, version)
                join held_event e on e.stream_id = w.stream_id and e.stream_version = w.version
                """)) {
      select.setArray(1, bigints(connection, replacing, EventRow::pos));
      select.setArray(2, bigints(connection, replacing, EventRow::streamId));
      select.setArray(3, bigints(connection, replacing, row -> row.streamVersion() - 1));
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          positions.put(result.getLong(1), result.getLong(2));
        }
      }
      Map<Long, Entry> found = at(connection, "held_event", positions.values());
      Map<Long, Entry> previous = new HashMap<>();
      positions.forEach((pos, before) -> {
        Entry entry = found.get(before);
        if (entry != null) {
          previous.put(pos, entry);
        }
      });
      return previous;
    }
  }

  /** By position: who caused these events, as far as they are held. */
  public Map<Long, String> actors(Collection<Long> positions) throws SQLException {
    Map<Long, String> actors = new HashMap<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select pos, meta ->> 'actor' from held_event where pos = any (?)")) {
      select.setArray(1, connection.createArrayOf("bigint", positions.toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          actors.put(rows.getLong(1), rows.getString(2));
        }
      }
    }
    return actors;
  }

  private static Array bigints(
      Connection connection, List<EventRow> rows, Function<EventRow, Long> value)
      throws SQLException {
    return connection.createArrayOf("bigint", rows.stream().map(value).toArray());
  }
}
