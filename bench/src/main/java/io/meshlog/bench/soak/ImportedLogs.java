package io.meshlog.bench.soak;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * What the logs of a federation say of each other, read from their tables: nobody wrote what is
 * another's, everything taken in is what its owner exported, once, and not beyond the cursor.
 */
final class ImportedLogs {
  private static final String EXPORTED =
      """
      select m.log_id || ' ' || e.epoch || ' ' || e.channel || ' ' || e.export_seq,
        md5(coalesce((e.payload::jsonb -> 'spec')::text, ''))
      from held_event e cross join log_meta m where e.channel is not null and e.stream_id is not null
      """;

  // A deletion found out by a resync has the place up to which its source was read.
  private static final String IMPORTED =
      """
      select e.origin_log_id || ' ' || e.origin_epoch || ' ' || e.origin_channel || ' '
          || e.origin_seq, md5(coalesce((e.payload::jsonb -> 'spec')::text, ''))
      from held_event e where e.origin_seq is not null and e.type like '%.upserted.v1'
      """;

  private static final String TWICE =
      """
      select origin_channel || ' ' || origin_seq || ' of stream ' || stream_id, '' from held_event
      where origin_seq is not null
      group by origin_log_id, origin_epoch, origin_channel, origin_seq, stream_id
      having count(*) > 1
      """;

  private static final String FOREIGN =
      """
      select s.type || '/' || s.origin || '/' || s.name, e.pos::text
      from held_event e join stream s using (stream_id) cross join log_meta m
      where s.origin <> m.owner and e.origin_seq is null
      """;

  private static final String HEADS =
      "select m.log_id || ' ' || h.channel, h.epoch * 1000000000000 + h.export_seq"
          + " from channel_head h cross join log_meta m";

  private static final String CURSORS =
      "select source_log_id || ' ' || channel, epoch * 1000000000000 + export_seq"
          + " from import_cursor";

  private static final String EPOCHS = "select log_id::text, epoch::text from log_meta";

  private static final String STATE =
      """
      select s.type || '/' || s.mesh || '/' || s.name, md5((c.payload::jsonb -> 'spec')::text)
      from resource_current c join stream s using (stream_id) join held_event e on e.pos = c.pos
      where not s.deleted and %s = '%s'
      """;

  private final Map<String, DataSource> logs;
  private final Findings findings;

  ImportedLogs(Map<String, DataSource> logs, Findings findings) {
    this.logs = new TreeMap<>(logs);
    this.findings = findings;
  }

  void check() throws SQLException {
    Map<String, String> exported = new HashMap<>();
    Map<String, String> heads = new HashMap<>();
    Map<String, String> epochs = new HashMap<>();
    for (DataSource log : logs.values()) {
      exported.putAll(pairs(log, EXPORTED));
      heads.putAll(pairs(log, HEADS));
      epochs.putAll(pairs(log, EPOCHS));
    }
    for (Map.Entry<String, DataSource> log : logs.entrySet()) {
      String name = log.getKey();
      pairs(log.getValue(), TWICE).keySet().forEach(what -> add(name, "took in twice " + what));
      pairs(log.getValue(), FOREIGN).forEach((what, pos) -> add(name, "wrote " + what + ' ' + pos));
      pairs(log.getValue(), IMPORTED)
          .forEach((place, content) -> {
            String original = exported.get(place);
            if (original == null ? !mayHaveLost(epochs, place) : !original.equals(content)) {
              add(name, "has for " + place + " what its owner has not");
            }
          });
      pairs(log.getValue(), CURSORS)
          .forEach((source, at) -> {
            if (heads.containsKey(source)
                && Long.parseLong(at) > Long.parseLong(heads.get(source))) {
              add(name, "has read beyond the end of " + source);
            }
          });
    }
  }

  /** A log that went on in a higher epoch, or under a new id, had lost a tail of the one before. */
  private static boolean mayHaveLost(Map<String, String> epochs, String place) {
    String[] part = place.split(" ");
    String epoch = epochs.get(part[0]);
    return epoch == null || Integer.parseInt(part[1]) < Integer.parseInt(epoch);
  }

  private void add(String log, String what) {
    findings.add("the log of " + log + ' ' + what);
  }

  /** What the follower of a channel holds otherwise than its owner, if anything. */
  Optional<String> difference(String owner, String channel, String follower) {
    try {
      Map<String, String> here = pairs(log(owner), STATE.formatted("e.channel", channel));
      Map<String, String> there =
          pairs(log(follower), STATE.formatted("e.origin_channel", channel));
      return here.equals(there)
          ? Optional.empty()
          : Optional.of(
              channel
                  + ": "
                  + owner
                  + " has "
                  + without(here, there)
                  + ", "
                  + follower
                  + " has "
                  + without(there, here));
    } catch (SQLException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private DataSource log(String owner) {
    return Optional.ofNullable(logs.get(owner)).orElseThrow();
  }

  private static Map<String, String> without(Map<String, String> these, Map<String, String> those) {
    Map<String, String> rest = new TreeMap<>(these);
    rest.entrySet().removeAll(those.entrySet());
    return rest;
  }

  private static Map<String, String> pairs(DataSource log, String query) throws SQLException {
    Map<String, String> pairs = new HashMap<>();
    try (Connection connection = log.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        pairs.put(rows.getString(1), rows.getString(2));
      }
    }
    return pairs;
  }
}
