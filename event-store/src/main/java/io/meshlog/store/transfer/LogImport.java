package io.meshlog.store.transfer;

import io.meshlog.model.json.SpecJson;
import io.meshlog.store.log.EventRow;
import io.meshlog.store.log.LogWriter;
import io.meshlog.store.verify.LogWalk;
import java.io.BufferedReader;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads what {@link LogExport} wrote into a database that holds no event yet, and checks every line
 * on the way: the log it makes has the same positions and hashes. One transaction, so a log that is
 * refused leaves nothing behind. Needs the rights of the schema's owner. Thread-safe.
 *
 * <p>What is no part of the log does not come with it: idempotency keys, cursors of channels (a
 * control plane finds its place on the topics again), quarantine, snapshots.
 */
public final class LogImport {
  private static final int BATCH = 500;

  private final DataSource owner;

  public LogImport(DataSource owner) {
    this.owner = owner;
  }

  /**
   * @return how many events were read
   */
  public long read(BufferedReader in) throws SQLException, IOException, RefusedImport {
    try (Connection connection = owner.getConnection()) {
      connection.setAutoCommit(false);
      try {
        long events = new Reading(connection, in).read();
        connection.commit();
        return events;
      } finally {
        connection.rollback();
      }
    }
  }

  /** One import, from the first line to the last. */
  private static final class Reading {
    private final BufferedReader in;
    private final ImportRows rows;
    private final LogWriter writer;
    private final List<EventRow> batch = new ArrayList<>();
    private long line;
    private long events;

    Reading(Connection connection, BufferedReader in) {
      this.in = in;
      this.rows = new ImportRows(connection);
      this.writer = new LogWriter(connection);
    }

    long read() throws SQLException, IOException, RefusedImport {
      JsonNode first = next();
      ExportHeader header = header(first);
      rows.lockEmptyLog();
      LogWalk walk = new LogWalk(header.logId(), header.floor());
      rows.begin(header);
      for (JsonNode node = next(); node != null; node = next()) {
        if (node.path("type").asString("").equals(KeyLine.TYPE)) {
          rows.key(key(node));
        } else {
          event(node, header, walk);
        }
      }
      flush();
      if (walk.pos() != header.headPos() || !Arrays.equals(walk.hash(), header.headHash())) {
        throw RefusedImport.at(
            line, "the log ends at " + walk.pos() + ", its head is at " + header.headPos());
      }
      rows.project(walk);
      return events;
    }

    private ExportHeader header(@Nullable JsonNode node) throws RefusedImport {
      if (node == null) {
        throw new RefusedImport("there is nothing to import");
      }
      ExportHeader header;
      try {
        header = ExportHeader.read(node);
      } catch (RuntimeException e) {
        throw RefusedImport.at(line, "not an exported log: " + e.getMessage());
      }
      if (!header.whole()) {
        throw RefusedImport.at(
            line,
            "positions %d to %d of a log from %d to %d; only a whole log can be imported"
                .formatted(header.from(), header.to(), header.floor().pos() + 1, header.headPos()));
      }
      return header;
    }

    private void event(JsonNode node, ExportHeader header, LogWalk walk)
        throws SQLException, RefusedImport {
      EventLine read;
      try {
        read = EventLine.read(node, header.logId());
      } catch (RuntimeException e) {
        throw RefusedImport.at(line, "not an event of the log: " + e.getMessage());
      }
      EventRow row = read.entry().row();
      Optional<String> wrong =
          read.created() == null ? walk.step(read.entry()) : walk.base(read.entry());
      if (wrong.isPresent()) {
        throw RefusedImport.at(line, row.pos(), wrong.get());
      }
      if (read.created() == null) {
        batch.add(row);
      } else {
        writer.insertBase(row, read.created());
      }
      if (batch.size() == BATCH) {
        flush();
      }
      events++;
    }

    private KeyLine key(JsonNode node) throws RefusedImport {
      try {
        return KeyLine.read(node);
      } catch (RuntimeException e) {
        throw RefusedImport.at(line, "not a key: " + e.getMessage());
      }
    }

    private void flush() throws SQLException {
      if (!batch.isEmpty()) {
        writer.insert(batch);
        batch.clear();
      }
    }

    private @Nullable JsonNode next() throws IOException, RefusedImport {
      String text = in.readLine();
      line++;
      try {
        return text == null ? null : SpecJson.parse(text);
      } catch (JacksonException e) {
        throw RefusedImport.at(line, "not JSON: " + e.getOriginalMessage());
      }
    }
  }
}
