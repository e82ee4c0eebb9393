package io.meshlog.store.log;

import java.sql.SQLException;

/** A database failure on its way through code that knows no database. */
public final class UncheckedSql extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final SQLException sql;

  public UncheckedSql(SQLException cause) {
    super(cause.getMessage(), cause);
    this.sql = cause;
  }

  public SQLException sql() {
    return sql;
  }
}
