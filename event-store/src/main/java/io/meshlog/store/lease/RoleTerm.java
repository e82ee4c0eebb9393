package io.meshlog.store.lease;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A turn at a leased role. Whatever the role writes asks {@link #holds} in its own transaction, so
 * that a replica that slept through its loss changes nothing.
 */
public record RoleTerm(String role, long term) {

  /** Whether the term is still the role's, and stays so until the transaction ends. */
  public boolean holds(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select 1 from role_lease where role = ? and term = ? for share")) {
      select.setString(1, role);
      select.setLong(2, term);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }
}
