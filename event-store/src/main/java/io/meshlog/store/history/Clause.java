package io.meshlog.store.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A statement that grows, with the values of its parameters. Used by one thread. */
final class Clause {
  private final StringBuilder sql;
  private final List<Object> values = new ArrayList<>();

  Clause(String sql) {
    this.sql = new StringBuilder(sql);
  }

  Clause text(String more) {
    sql.append(more);
    return this;
  }

  /** Text with one parameter. */
  Clause and(String more, Object value) {
    values.add(value);
    return text(more);
  }

  Clause append(Clause other) {
    values.addAll(other.values);
    return text(other.sql.toString());
  }

  PreparedStatement prepare(Connection connection) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql.toString());
    for (int i = 0; i < values.size(); i++) {
      switch (values.get(i)) {
        case String[] texts -> statement.setArray(i + 1, connection.createArrayOf("text", texts));
        case Long[] longs -> statement.setArray(i + 1, connection.createArrayOf("bigint", longs));
        case Object value -> statement.setObject(i + 1, value);
      }
    }
    return statement;
  }

  /** The first column of every row. */
  List<Long> numbers(Connection connection) throws SQLException {
    try (PreparedStatement statement = prepare(connection);
        ResultSet rows = statement.executeQuery()) {
      List<Long> numbers = new ArrayList<>();
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
      return numbers;
    }
  }
}
