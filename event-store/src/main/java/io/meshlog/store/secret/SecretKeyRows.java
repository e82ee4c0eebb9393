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

  List<Row> of(Origin origin) throws SQLException {
    return select("where origin = ? order by key_id", s -> s.setString(1, origin.toString()));
  }

  List<Row> notUnder(String ringKeyId) throws SQLException {
    return select("where ring_key_id <> ?", s -> s.setString(1, ringKeyId));
  }

  Set<String> ringKeyIds() throws SQLException {
    Set<String> ids = new TreeSet<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select distinct ring_key_id from secret_key");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  void put(Row row, Instant now) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement upsert =
            connection.prepareStatement(
                """
                insert into secret_key
                  (key_id, type, mesh, origin, name, ring_key_id, wrapped, created_at)
                values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (key_id) do update
                set ring_key_id = excluded.ring_key_id, wrapped = excluded.wrapped
                """)) {
      upsert.setString(1, row.keyId());
      bind(upsert, 2, row.secret());
      upsert.setString(6, row.ringKeyId());
      upsert.setBytes(7, row.wrapped());
      upsert.setObject(8, now.atOffset(ZoneOffset.UTC));
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
