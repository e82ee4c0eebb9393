package io.meshlog.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** How to reach one database of a server, as a role that owns it. */
public record PostgresDatabase(String host, int port, String name, String user, String password) {
  static final String RUNTIME = "_runtime";

  public String jdbcUrl() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + name;
  }

  /** The same as a role that owns nothing: the owner gives it what it needs. */
  public PostgresDatabase runtime() {
    return new PostgresDatabase(host, port, name, name + RUNTIME, password);
  }

  /** A new connection; the caller closes it. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), user, password);
  }

  @Override
  public String toString() {
    return user + "@" + jdbcUrl();
  }
}
