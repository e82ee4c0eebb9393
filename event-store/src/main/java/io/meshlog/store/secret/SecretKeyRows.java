package io.meshlog.store.secret;

import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The statements on table {@code secret_key}. */
final class SecretKeyRows {
  record Row(String keyId, ResourceKey secret, String ringKeyId, byte[] wrapped) {}

  private static final String SELECT =
      "select key_id, type, mesh, origin, name, ring_key_id, wrapped from secret_key ";
  private static final String BY_SECRET =
      " where type = ? and mesh = ? and origin = ? and name = ? ";

  private final DataSource dataSource;

  SecretKeyRows(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Binds the parameters of a statement. */
  private interface Binder {
    void bind(PreparedStatement statement) throws SQLException;
  }

  private List<Row> select(String where, Binder binder) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(SELECT + where)) {
      binder.bind(select);
      List<Row> found = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          ResourceKey secret =
              new ResourceKey(
                  rows.getString(2),
                  rows.getString(3),
                  Origin.parse(rows.getString(4)),
                  rows.getString(5));
          found.add(new Row(rows.getString(1), secret, rows.getString(6), rows.getBytes(7)));
        }
      }
      return found;
    }
  }

  Optional<Row> find(String keyId) throws SQLException {
    return select("where key_id = ?", s -> s.setString(1, keyId)).stream().findFirst();
  }

  Optional<Row> newest(ResourceKey secret) throws SQLException {
    return select(
            BY_SECRET + "order by created_at desc, key_id desc limit 1", s -> bind(s, 1, secret))
        .stream()
        .findFirst();
  }

  /** Keys of live secrets of an origin that are published under another key of the ring or not. */
  List<Row> unpublished(Origin origin, String afterKeyId, int limit) throws SQLException {
    return select(
        """
        k where origin = ? and key_id > ? and published_ring_key_id is distinct from ring_key_id
          and exists (select 1 from stream s where s.type = k.type and s.mesh = k.mesh
            and s.origin = k.origin and s.name = k.name and not s.deleted)
        order by key_id limit ?
        """,
        s -> {
          s.setString(1, origin.toString());
          s.setString(2, afterKeyId);
          s.setInt(3, limit);
        });
  }

  void published(String keyId, String ringKeyId) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "update secret_key set published_ring_key_id = ? where key_id = ?")) {
      update.setString(1, ringKeyId);
      update.setString(2, keyId);
      update.executeUpdate();
    }
  }

  /** Keys that another key of the ring wraps, page by page. */
  List<Row> notUnder(String ringKeyId, String afterKeyId, int limit) throws SQLException {
    return select(
        "where ring_key_id <> ? and key_id > ? order by key_id limit ?",
        s -> {
          s.setString(1, ringKeyId);
          s.setString(2, afterKeyId);
          s.setInt(3, limit);
        });
  }

  /**
   * Wraps keys anew, all in one transaction; one that is gone or was wrapped meanwhile stays so.
   */
  void rewrap(List<Row> before, List<Row> after) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                """
                update secret_key set ring_key_id = ?, wrapped = ?
                where key_id = ? and ring_key_id = ?
                """)) {
      connection.setAutoCommit(false);
      for (int i = 0; i < after.size(); i++) {
        update.setString(1, after.get(i).ringKeyId());
        update.setBytes(2, after.get(i).wrapped());
        update.setString(3, after.get(i).keyId());
        update.setString(4, before.get(i).ringKeyId());
        update.addBatch();
      }
      update.executeBatch();
      connection.commit();
    }
  }

  /**
   * Which keys of the ring wrap the keys of an origin's secrets, or of all.
   *
   * @param origin null: of all
   */
  Set<String> ringKeyIds(@Nullable Origin origin) throws SQLException {
    Set<String> ids = new TreeSet<>();
    String where = origin == null ? "" : " where origin = ?";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select distinct ring_key_id from secret_key" + where)) {
      if (origin != null) {
        select.setString(1, origin.toString());
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getString(1));
        }
      }
    }
    return ids;
  }

  /**
   * @param better whether it replaces what is held of this key under another key of the ring
   */
  void put(Row row, boolean better, Instant now) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement upsert =
            connection.prepareStatement(
                """
                insert into secret_key
                  (key_id, type, mesh, origin, name, ring_key_id, wrapped, created_at)
                values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (key_id) do update
                set ring_key_id = excluded.ring_key_id, wrapped = excluded.wrapped
                where ? and secret_key.ring_key_id <> excluded.ring_key_id
                  and (secret_key.type, secret_key.mesh, secret_key.origin, secret_key.name)
                    = (excluded.type, excluded.mesh, excluded.origin, excluded.name)
                """)) {
      upsert.setString(1, row.keyId());
      bind(upsert, 2, row.secret());
      upsert.setString(6, row.ringKeyId());
      upsert.setBytes(7, row.wrapped());
      upsert.setObject(8, now.atOffset(ZoneOffset.UTC));
      upsert.setBoolean(9, better);
      upsert.executeUpdate();
    }
  }

  /**
   * The first key of a secret, unless there is one already; replicas that seal it for the first
   * time at once must not each have their own.
   */
  void putFirst(Row row, Instant now) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement lock =
              connection.prepareStatement("select pg_advisory_xact_lock(hashtextextended(?, 0))");
          PreparedStatement insert =
              connection.prepareStatement(
                  """
                  insert into secret_key
                    (key_id, type, mesh, origin, name, ring_key_id, wrapped, created_at)
                  select ?, ?, ?, ?, ?, ?, ?, ? where not exists (select 1 from secret_key\
                  """
                      + BY_SECRET
                      + ")")) {
        lock.setString(1, "secret_key " + row.secret());
        lock.execute();
        insert.setString(1, row.keyId());
        bind(insert, 2, row.secret());
        insert.setString(6, row.ringKeyId());
        insert.setBytes(7, row.wrapped());
        insert.setObject(8, now.atOffset(ZoneOffset.UTC));
        bind(insert, 9, row.secret());
        insert.executeUpdate();
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  void destroy(ResourceKey secret) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete =
            connection.prepareStatement("delete from secret_key" + BY_SECRET)) {
      bind(delete, 1, secret);
      delete.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, int from, ResourceKey secret)
      throws SQLException {
    statement.setString(from, secret.type());
    statement.setString(from + 1, secret.mesh());
    statement.setString(from + 2, secret.origin().toString());
    statement.setString(from + 3, secret.name());
  }
}
