package io.meshlog.store.imports;

import io.meshlog.events.chain.ExportChain;
import io.meshlog.events.codec.EventCodec.Encoded;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.event.MeshEvent.Deleted;
import io.meshlog.model.event.Provenance;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.store.imports.ImportCursor.KafkaPlace;
import io.meshlog.store.lease.RoleLease;
import io.meshlog.store.log.CommitListener;
import io.meshlog.store.log.LogFormat;
import io.meshlog.store.log.LogIdentity;
import io.meshlog.store.log.LogTransaction;
import io.meshlog.store.log.UncheckedSql;
import io.meshlog.store.log.Uuid7;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Takes other logs' channels into this log, each batch in one transaction with the cursor's move,
 * so that every record has its effect exactly once (event-log-design.md section 4). Writes only
 * while the caller's term of the role {@code import} holds. Thread-safe.
 */
public final class ImportLog {
  private final DataSource dataSource;
  private final LogFormat format;
  private final LogIdentity identity;
  private final Clock clock;
  private final CommitListener listener;
  private final Uuid7 ids = new Uuid7();

  public ImportLog(
      DataSource dataSource,
      LogFormat format,
      LogIdentity identity,
      Clock clock,
      CommitListener listener) {
    this.dataSource = dataSource;
    this.format = format;
    this.identity = identity;
    this.clock = clock;
    this.listener = listener;
  }

  /** Empty before the first batch. */
  public Optional<ImportCursor> cursor(UUID logId, Channel channel) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return CursorRows.find(connection, logId, channel);
    }
  }

  public List<ImportCursor> cursors() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return CursorRows.all(connection);
    }
  }

  /**
   * Takes in records of a {@code log} topic, in the order read: what was taken in before is
   * dropped, a refused one goes into quarantine, a missing one stops the channel.
   *
   * @param logId the only log that may speak on this channel
   * @param next where to read on when all went through
   */
  public ImportOutcome importBatch(
      UUID logId,
      Channel channel,
      List<ImportedRecord> records,
      KafkaPlace next,
      ContentCheck check,
      long term)
      throws SQLException {
    return inTransaction(
        term,
        transaction -> {
          Connection connection = transaction.connection();
          ImportCursor from =
              CursorRows.find(connection, logId, channel).orElse(start(logId, channel));
          transaction.load(
              records.stream()
                  .map(ImportedRecord::event)
                  .flatMap(event -> Optional.ofNullable(event).stream())
                  .flatMap(event -> Optional.ofNullable(event.key()).stream())
                  .toList());
          ImportRun run = new ImportRun(transaction, from, next, check);
          ImportOutcome outcome = run.follow(records);
          CursorRows.write(connection, run.cursor(), transaction.now());
          return outcome;
        });
  }

  /**
   * Takes in a part of a channel's state, as a difference: records of the {@code state} topic that
   * differ from what is held, and copies that are no longer there. Events not newer than what is
   * held of their key are ignored. May be called several times; the last call passes the cursor
   * from which the {@code log} topic is followed, and from then on no other log is followed on the
   * channel.
   *
   * @param gone copies to delete: of the channel's owner, and on this channel
   * @param to null while more parts follow
   */
  public ImportOutcome resync(
      ImportCursor source,
      List<ImportedRecord> changed,
      List<ResourceKey> gone,
      @Nullable ImportCursor to,
      ContentCheck check,
      long term)
      throws SQLException {
    KafkaPlace place = source.place();
    if (place == null) {
      throw new IllegalArgumentException("a resync reads from a topic");
    }
    return inTransaction(
        term,
        transaction -> {
          ImportRun run = new ImportRun(transaction, source, place, check);
          transaction.load(
              Stream.concat(
                      changed.stream()
                          .flatMap(record -> Optional.ofNullable(record.event()).stream())
                          .flatMap(event -> Optional.ofNullable(event.key()).stream()),
                      gone.stream())
                  .toList());
          int appended = run.takeState(changed);
          for (ResourceKey key : gone) {
            appended += delete(transaction, source, key);
          }
          if (to != null) {
            CursorRows.write(transaction.connection(), to, transaction.now());
            CursorRows.forgetOthers(transaction.connection(), to.logId(), to.channel());
          }
          return new ImportOutcome.Imported(
              appended, 0, run.quarantined(), to == null ? source : to);
        });
  }

  /** A checkpoint proved that what is held is the owner's state: records that went bad are void. */
  public void proven(Channel channel) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      QuarantineRows.clearRepaired(connection, channel, clock.instant());
    }
  }

  /** Ends the quarantine of records whose type this version knows. */
  public void supported(Channel channel) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      List<String> types = format.types().all().stream().map(ResourceType::name).toList();
      QuarantineRows.clearSupported(connection, channel, clock.instant(), types);
    }
  }

  /** Deletes what is held of a channel that is no longer to be followed, and forgets its cursor. */
  public ImportOutcome drop(ImportCursor source, List<ResourceKey> held, long term)
      throws SQLException {
    return inTransaction(
        term,
        transaction -> {
          int appended = 0;
          for (ResourceKey key : held) {
            appended += delete(transaction, source, key);
          }
          CursorRows.forget(transaction.connection(), source.logId(), source.channel());
          return new ImportOutcome.Imported(
              appended, 0, 0, start(source.logId(), source.channel()));
        });
  }

  private int delete(LogTransaction transaction, ImportCursor source, ResourceKey key)
      throws SQLException {
    if (!key.origin().equals(source.channel().owner())) {
      throw new IllegalArgumentException(source.channel() + " does not own " + key);
    }
    if (transaction.state().find(key).isEmpty()) {
      return 0;
    }
    Deleted event = new Deleted(key);
    Encoded encoded = format.encode(event);
    Provenance provenance =
        new Provenance(
            source.logId(), source.epoch(), source.pos(), source.channel(), source.seq());
    transaction.appendImported(
        event, encoded, EventMeta.system(RoleLease.IMPORT), provenance, null);
    return 1;
  }

  private static ImportCursor start(UUID logId, Channel channel) {
    return new ImportCursor(logId, channel, 0, 0, 0, ExportChain.genesis(), null);
  }

  private interface Work {
    ImportOutcome run(LogTransaction transaction) throws SQLException;
  }

  private ImportOutcome inTransaction(long term, Work work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      boolean committed = false;
      try {
        LogTransaction transaction =
            LogTransaction.begin(connection, format, identity.owner(), clock, ids);
        if (!RoleLease.holds(connection, RoleLease.IMPORT, term)) {
          return new ImportOutcome.LeaseLost();
        }
        ImportOutcome outcome = work.run(transaction);
        List<RecordedEvent> events = transaction.flush();
        connection.commit();
        committed = true;
        if (!events.isEmpty()) {
          listener.committed(events);
        }
        return outcome;
      } catch (UncheckedSql e) {
        throw e.sql();
      } finally {
        if (!committed && !connection.isClosed()) {
          connection.rollback();
        }
      }
    }
  }
}
