package io.meshlog.store.config;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * What the database lets this control plane do to its log, as the database itself says.
 *
 * @param role it works as
 * @param excess rights on table {@code event} that it should not have; triggers then are all that
 *     keeps the log from being changed
 */
public record DatabaseRights(String role, List<String> excess) {
  public DatabaseRights {
    excess = List.copyOf(excess);
  }

  public boolean restricted() {
    return excess.isEmpty();
  }

  static DatabaseRights read(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                """
                select current_user, wanted, has_table_privilege('event', wanted)
                from unnest(array['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) as wanted
                """);
        ResultSet rows = select.executeQuery()) {
      String role = "";
      List<String> excess = new ArrayList<>();
      while (rows.next()) {
        role = rows.getString(1);
        if (rows.getBoolean(3)) {
          excess.add(rows.getString(2));
        }
      }
      return new DatabaseRights(role, excess);
    }
  }
}
