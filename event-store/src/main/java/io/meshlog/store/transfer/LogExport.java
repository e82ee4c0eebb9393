package io.meshlog.store.transfer;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Origin;
import io.meshlog.store.log.LogFloor;
import io.meshlog.store.log.LogHead;
import io.meshlog.store.log.LogReader;
import io.meshlog.store.log.LogReader.BaseEntry;
import io.meshlog.store.log.LogReader.Entry;
import java.io.IOException;
import java.io.Writer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * Writes a log as CloudEvents, one JSON text per line: a line about the log, the base where
 * retention took a prefix away, then every event in order. Reads one consistent snapshot, a page at
 * a time, so it can run while others write and needs little memory. Thread-safe.
 *
 * <p>The content of secrets goes as it is stored, sealed. The data keys that open it, and those
 * that sign, go only with {@link Range#keys}.
 */
public final class LogExport {
  private static final int PAGE = 1_000;

  /**
   * @param from first position wanted, 1 for all
   * @param to last position wanted, {@link Long#MAX_VALUE} for all
   * @param keys whether the wrapped data keys of secrets and signing keys go too
   */
  public record Range(long from, long to, boolean keys) {
    public static final Range ALL = new Range(1, Long.MAX_VALUE, false);

    public Range withKeys() {
      return new Range(from, to, true);
    }
  }

  private final DataSource dataSource;

  public LogExport(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * @return how many events were written
   */
  public long write(Range range, Writer out) throws SQLException, IOException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement begin =
          connection.prepareStatement(
              "set transaction isolation level repeatable read read only")) {
        begin.execute();
        return write(connection, range, out);
      } finally {
        connection.rollback();
      }
    }
  }

  private static long write(Connection connection, Range range, Writer out)
      throws SQLException, IOException {
    LogHead head = LogHead.read(connection);
    LogFloor floor = LogFloor.read(connection);
    Origin owner = owner(connection);
    long to = Math.min(range.to(), head.pos());
    line(out, ExportHeader.of(owner, head, floor, range.from(), to).write());
    long count = 0;
    if (range.from() <= floor.pos()) {
      count += base(connection, head, owner, out);
    }
    long after = Math.max(floor.pos(), range.from() - 1);
    while (after < to) {
      List<Entry> page = LogReader.rows(connection, after, PAGE);
      for (Entry entry : page) {
        if (entry.row().pos() <= to) {
          line(out, new EventLine(entry, null).write(head.logId(), owner));
          count++;
        }
      }
      after = page.isEmpty() ? to : page.getLast().row().pos();
    }
    if (range.keys()) {
      keys(connection, owner, out);
    }
    out.flush();
    return count;
  }

  private static long base(Connection connection, LogHead head, Origin owner, Writer out)
      throws SQLException, IOException {
    long count = 0;
    List<BaseEntry> page = LogReader.base(connection, 0, PAGE);
    while (!page.isEmpty()) {
      for (BaseEntry base : page) {
        line(out, new EventLine(base.entry(), base.created()).write(head.logId(), owner));
        count++;
      }
      page = LogReader.base(connection, page.getLast().entry().row().pos(), PAGE);
    }
    return count;
  }

  private static Origin owner(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("select owner from log_meta");
        ResultSet row = select.executeQuery()) {
      row.next();
      return Origin.parse(row.getString(1));
    }
  }

  private static void keys(Connection connection, Origin owner, Writer out)
      throws SQLException, IOException {
    for (String table : KeyLine.TABLES) {
      try (PreparedStatement select =
          connection.prepareStatement(
              "select to_jsonb(k)::text from " + table + " k order by key_id")) {
        select.setFetchSize(PAGE);
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            line(out, new KeyLine(table, SpecJson.parse(row.getString(1))).write(owner));
          }
        }
      }
    }
  }

  private static void line(Writer out, String text) throws IOException {
    out.write(text);
    out.write('\n');
  }
}
