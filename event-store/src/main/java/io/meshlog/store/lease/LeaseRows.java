package io.meshlog.store.lease;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import javax.sql.DataSource;

/** The statements of leases. All times are the database's, so replicas need not agree on one. */
final class LeaseRows {
  private final DataSource dataSource;
  private final String role;
  private final String holder;
  private final long millis;

  LeaseRows(DataSource dataSource, String role, String holder, Duration duration) {
    this.dataSource = dataSource;
    this.role = role;
    this.holder = holder;
    this.millis = duration.toMillis();
  }

  /** The new term, if nobody holds the role. */
  OptionalLong acquire() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement upsert =
            connection.prepareStatement(
                """
                insert into role_lease as l (role, term, holder, renewed_at, expires_at)
                values (?, 1, ?, clock_timestamp(),
                  clock_timestamp() + ? * interval '1 millisecond')
                on conflict (role) do update
                set term = l.term + 1, holder = excluded.holder,
                  renewed_at = excluded.renewed_at, expires_at = excluded.expires_at
                where l.expires_at <= clock_timestamp()
                returning term
                """)) {
      upsert.setString(1, role);
      upsert.setString(2, holder);
      upsert.setLong(3, millis);
      try (ResultSet row = upsert.executeQuery()) {
        return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  /** False when the term is over. */
  boolean renew(long term) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                """
                update role_lease set renewed_at = clock_timestamp(),
                  expires_at = clock_timestamp() + ? * interval '1 millisecond'
                where role = ? and term = ? and holder = ?
                """)) {
      update.setLong(1, millis);
      update.setString(2, role);
      update.setLong(3, term);
      update.setString(4, holder);
      return update.executeUpdate() == 1;
    }
  }

  void release(long term) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                """
                update role_lease set holder = null, expires_at = clock_timestamp()
                where role = ? and term = ? and holder = ?
                """)) {
      update.setString(1, role);
      update.setLong(2, term);
      update.setString(3, holder);
      update.executeUpdate();
    }
  }

  /** How long the present holder's time still runs: when it makes sense to ask again. */
  Duration untilFree() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                """
                select ceil(extract(epoch from expires_at - clock_timestamp()) * 1000)
                from role_lease where role = ?
                """)) {
      select.setString(1, role);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Duration.ofMillis(Math.max(0, row.getLong(1))) : Duration.ZERO;
      }
    }
  }
}
