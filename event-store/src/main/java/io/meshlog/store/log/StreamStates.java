package io.meshlog.store.log;

import io.meshlog.model.decide.CurrentState;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The state of the touched resources inside one log transaction: as the database holds it, overlaid
 * with what the transaction did so far. Belongs to the transaction's thread.
 */
final class StreamStates implements CurrentState {

  /**
   * @param schemaVersion of the payload
   * @param payload content as it was written, null when deleted
   * @param source of a copy: where its newest event stands in its owner's log; else null
   * @param dirty whether this transaction changed it
   */
  record Entry(
      long streamId,
      long version,
      long lastPos,
      int schemaVersion,
      @Nullable String payload,
      @Nullable SourcePosition source,
      boolean dirty) {
    boolean live() {
      return payload != null;
    }
  }

  private final Connection connection;
  private final LogFormat format;
  private final Map<ResourceKey, Optional<Entry>> entries = new HashMap<>();

  StreamStates(Connection connection, LogFormat format) {
    this.connection = connection;
    this.format = format;
  }

  /** Reads all of these in one query; what is not there is remembered as absent. */
  void load(Collection<ResourceKey> keys) throws SQLException {
    List<ResourceKey> wanted = keys.stream().filter(k -> !entries.containsKey(k)).toList();
    if (wanted.isEmpty()) {
      return;
    }
    wanted.forEach(key -> entries.put(key, Optional.empty()));
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select s.type, s.mesh, s.origin, s.name, s.stream_id, s.version, s.last_pos, c.payload,
              s.source_epoch, s.source_pos, c.schema_version
            from unnest(?::text[], ?::text[], ?::text[], ?::text[]) as w (type, mesh, origin, name)
            join stream s using (type, mesh, origin, name)
            left join resource_current c on c.stream_id = s.stream_id and not s.deleted
            """)) {
      setKeys(select, wanted);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          entries.put(key(rows), Optional.of(entry(rows)));
        }
      }
    }
  }

  private static ResourceKey key(ResultSet rows) throws SQLException {
    return new ResourceKey(
        rows.getString(1), rows.getString(2), Origin.parse(rows.getString(3)), rows.getString(4));
  }

  private static Entry entry(ResultSet rows) throws SQLException {
    long sourcePos = rows.getLong(10);
    SourcePosition source = rows.wasNull() ? null : new SourcePosition(rows.getInt(9), sourcePos);
    return new Entry(
        rows.getLong(5),
        rows.getLong(6),
        rows.getLong(7),
        rows.getInt(11),
        rows.getString(8),
        source,
        false);
  }

  private void setKeys(PreparedStatement select, List<ResourceKey> keys) throws SQLException {
    select.setArray(1, texts(keys.stream().map(ResourceKey::type).toArray()));
    select.setArray(2, texts(keys.stream().map(ResourceKey::mesh).toArray()));
    select.setArray(3, texts(keys.stream().map(k -> k.origin().toString()).toArray()));
    select.setArray(4, texts(keys.stream().map(ResourceKey::name).toArray()));
  }

  private Array texts(Object[] values) throws SQLException {
    return connection.createArrayOf("text", values);
  }

  Optional<Entry> entry(ResourceKey key) {
    return entries.getOrDefault(key, Optional.empty());
  }

  void put(ResourceKey key, Entry entry) {
    entries.put(key, Optional.of(entry));
  }

  Map<ResourceKey, Entry> dirty() {
    Map<ResourceKey, Entry> changed = new HashMap<>();
    entries.forEach((key, entry) -> entry.filter(Entry::dirty).ifPresent(e -> changed.put(key, e)));
    return changed;
  }

  @Override
  public Optional<Held> find(ResourceKey key) {
    if (!entries.containsKey(key)) {
      reading(() -> {
        load(List.of(key));
        return true;
      });
    }
    Entry entry = entry(key).orElse(null);
    return entry == null || entry.payload() == null
        ? Optional.empty()
        : Optional.of(format.held(key, entry.version(), entry.schemaVersion(), entry.payload()));
  }

  @Override
  public boolean holdsAny(String type, String mesh) {
    return inMesh(mesh).stream().anyMatch(key -> key.type().equals(type));
  }

  @Override
  public List<ResourceKey> inMesh(String mesh) {
    TreeSet<ResourceKey> live = reading(() -> liveInMesh(mesh));
    entries.forEach((key, entry) -> {
      if (key.mesh().equals(mesh)) {
        if (entry.filter(Entry::live).isPresent()) {
          live.add(key);
        } else {
          live.remove(key);
        }
      }
    });
    return new ArrayList<>(live);
  }

  private TreeSet<ResourceKey> liveInMesh(String mesh) throws SQLException {
    TreeSet<ResourceKey> keys = new TreeSet<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select type, mesh, origin, name from stream where mesh = ? and not deleted")) {
      select.setString(1, mesh);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          keys.add(key(rows));
        }
      }
    }
    return keys;
  }

  /** {@link CurrentState} knows no SQL: what goes wrong in it travels unchecked to the appender. */
  private static <T> T reading(Query<T> query) {
    try {
      return query.run();
    } catch (SQLException e) {
      throw new UncheckedSql(e);
    }
  }

  private interface Query<T> {
    T run() throws SQLException;
  }
}
