package io.meshlog.store.append;

import io.meshlog.model.event.Position;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.append.AppendOutcome.KeyReused;
import io.meshlog.store.log.LogTransaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The idempotency keys that one transaction meets: those known before and those it adds. They
 * expire by the database's clock, so that replicas agree.
 */
final class DedupKeys {
  private record Known(String requestHash, Appended outcome) {}

  private final Map<String, Known> known = new HashMap<>();
  private final Map<String, Known> added = new HashMap<>();
  private final LogTransaction transaction;

  private DedupKeys(LogTransaction transaction) {
    this.transaction = transaction;
  }

  static DedupKeys read(LogTransaction transaction, Collection<String> keys) throws SQLException {
    DedupKeys result = new DedupKeys(transaction);
    if (!keys.isEmpty()) {
      result.read(keys);
    }
    return result;
  }

  private void read(Collection<String> keys) throws SQLException {
    Connection connection = transaction.connection();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select key, request_hash, epoch, pos, stream_version, created, changed
            from command_dedup where key = any (?) and expires_at > statement_timestamp()
            """)) {
      select.setArray(1, connection.createArrayOf("text", keys.toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Position position =
              new Position(transaction.head().logId(), rows.getInt(3), rows.getLong(4));
          Appended outcome =
              new Appended(position, rows.getLong(5), rows.getBoolean(6), rows.getBoolean(7));
          known.put(rows.getString(1), new Known(rows.getString(2), outcome));
        }
      }
    }
  }

  /** The answer to a request whose key was seen before. */
  Optional<AppendOutcome> answer(IdempotencyKey key) {
    Known held = known.get(key.key());
    if (held == null) {
      return Optional.empty();
    }
    return Optional.of(
        held.requestHash().equals(key.requestHash()) ? held.outcome() : new KeyReused());
  }

  void remember(IdempotencyKey key, Appended outcome) {
    Known entry = new Known(key.requestHash(), outcome);
    known.put(key.key(), entry);
    added.put(key.key(), entry);
  }

  void write(Duration lifetime) throws SQLException {
    if (added.isEmpty()) {
      return;
    }
    try (PreparedStatement upsert =
        transaction
            .connection()
            .prepareStatement(
                """
                insert into command_dedup (key, request_hash, epoch, pos, stream_version, created,
                  changed, expires_at) values (?, ?, ?, ?, ?, ?, ?,
                  statement_timestamp() + ? * interval '1 millisecond')
                on conflict (key) do update set request_hash = excluded.request_hash,
                  epoch = excluded.epoch, pos = excluded.pos,
                  stream_version = excluded.stream_version, created = excluded.created,
                  changed = excluded.changed, expires_at = excluded.expires_at
                """)) {
      for (Map.Entry<String, Known> entry : added.entrySet()) {
        Appended outcome = entry.getValue().outcome();
        upsert.setString(1, entry.getKey());
        upsert.setString(2, entry.getValue().requestHash());
        upsert.setInt(3, outcome.position().epoch());
        upsert.setLong(4, outcome.position().pos());
        upsert.setLong(5, outcome.streamVersion());
        upsert.setBoolean(6, outcome.created());
        upsert.setBoolean(7, outcome.changed());
        upsert.setLong(8, lifetime.toMillis());
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
    forgetExpired();
  }

  /** Takes out more than was put in, so the table stays as large as its keys live. */
  private void forgetExpired() throws SQLException {
    try (PreparedStatement delete =
        transaction
            .connection()
            .prepareStatement(
                """
                delete from command_dedup where key in (
                  select key from command_dedup where expires_at <= statement_timestamp()
                  order by expires_at limit ?)
                """)) {
      delete.setInt(1, 2 * added.size());
      delete.executeUpdate();
    }
  }
}
