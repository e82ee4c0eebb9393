package io.meshlog.store.lease;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The statements on table {@code replica}. All times are the database's. */
final class ReplicaRows {
  private final DataSource dataSource;
  private final String self;
  private final long millis;

  ReplicaRows(DataSource dataSource, String self, Duration duration) {
    this.dataSource = dataSource;
    this.self = self;
    this.millis = duration.toMillis();
  }

  /** False when the lease had ended, or was never there. */
  boolean renew() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                """
                update replica set
                  expires_at = clock_timestamp() + ? * interval '1 millisecond'
                where id = ? and expires_at > clock_timestamp()
                """)) {
      update.setLong(1, millis);
      update.setString(2, self);
      return update.executeUpdate() == 1;
    }
  }

  void enter() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement upsert =
            connection.prepareStatement(
                """
                insert into replica (id, started_at, expires_at)
                values (?, clock_timestamp(), clock_timestamp() + ? * interval '1 millisecond')
                on conflict (id) do update set expires_at = excluded.expires_at
                """)) {
      upsert.setString(1, self);
      upsert.setLong(2, millis);
      upsert.executeUpdate();
    }
  }

  void leave() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete =
            connection.prepareStatement("delete from replica where id = ?")) {
      delete.setString(1, self);
      delete.executeUpdate();
    }
  }

  /** The ids of those whose lease has ended, or of those whose lease runs. */
  List<String> ids(boolean ended) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                """
                select id from replica where (expires_at <= clock_timestamp()) = ?
                order by started_at, id
                """)) {
      select.setBoolean(1, ended);
      List<String> ids = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getString(1));
        }
      }
      return ids;
    }
  }

  void forgetEnded(String id) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement delete =
            connection.prepareStatement(
                "delete from replica where id = ? and expires_at <= clock_timestamp()")) {
      delete.setString(1, id);
      delete.executeUpdate();
    }
  }

  /** Until the first lease of another replica ends, at most a whole lease: one may just enter. */
  Duration untilNextEnd() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                """
                select ceil(extract(epoch from min(expires_at) - clock_timestamp()) * 1000)
                from replica where id <> ?
                """)) {
      select.setString(1, self);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        long left = row.getLong(1);
        return Duration.ofMillis(row.wasNull() ? millis : Math.max(0, left));
      }
    }
  }
}
