package io.meshlog.store.log;

import io.meshlog.events.chain.ExportChain;
import io.meshlog.events.chain.Sha256;
import io.meshlog.events.codec.EventCodec.Encoded;
import io.meshlog.events.signature.EventSignature;
import io.meshlog.events.signature.EventSigner;
import io.meshlog.events.signature.Statement;
import io.meshlog.model.decide.CurrentState;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.event.MeshEvent;
import io.meshlog.model.event.MeshEvent.EpochStarted;
import io.meshlog.model.event.MeshEvent.OfResource;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.event.Provenance;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.log.EventRow.Exported;
import io.meshlog.store.log.StreamStates.Entry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One transaction that appends to the log, from the log's lock to the notification; the caller
 * opens the connection and commits (event-log-design.md section 3). Everybody who appends, appends
 * through this: the appender's commands and the importer's records alike. Used by one thread.
 */
public final class LogTransaction {
  /** The log's lock in its database. */
  static final long LOCK = 0x6d657368_6c6f67L;

  /** The channel of {@code NOTIFY}; its payload is the head position. */
  public static final String NOTIFICATIONS = "meshlog_log";

  private static final String LOCK_STATEMENTS =
      """
      set transaction isolation level read committed;
      set local lock_timeout = '2s';
      set local statement_timeout = '5s';
      set local idle_in_transaction_session_timeout = '10s';
      select pg_advisory_xact_lock(%d)\
      """
          .formatted(LOCK);

  /** Subject of exported events that are about no resource. */
  private static final String EPOCH_SUBJECT = "log";

  private final Connection connection;
  private final LogFormat format;
  private final Origin self;
  private final Uuid7 ids;
  private final LogHead start;
  private final Instant now;
  private final StreamStates states;
  private final Map<Channel, ChannelHead> channels = new HashMap<>();
  private final List<EventRow> rows = new ArrayList<>();
  private final List<Optional<Statement>> statements = new ArrayList<>();
  private final List<RecordedEvent> recorded = new ArrayList<>();
  private LogHead head;

  private LogTransaction(
      Connection connection, LogFormat format, Origin self, Clock clock, Uuid7 ids)
      throws SQLException {
    this.connection = connection;
    this.format = format;
    this.self = self;
    this.ids = ids;
    this.start = LogHead.read(connection);
    this.head = start;
    Instant time = clock.instant().truncatedTo(ChronoUnit.MICROS);
    this.now = time.isBefore(start.lastRecordedAt()) ? start.lastRecordedAt() : time;
    this.states = new StreamStates(connection, format);
  }

  /**
   * Begins the transaction on a connection that is not in one, and takes the lock in a statement of
   * its own: what is read after it sees all that earlier holders committed.
   */
  public static LogTransaction begin(
      Connection connection, LogFormat format, Origin self, Clock clock, Uuid7 ids)
      throws SQLException {
    lock(connection);
    return new LogTransaction(connection, format, self, clock, ids);
  }

  /** Begins a transaction during which nobody appends to the log. */
  public static void lock(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (java.sql.Statement lock = connection.createStatement()) {
      lock.execute(LOCK_STATEMENTS);
    }
  }

  /** Waits, for as long as it takes, until nobody appends; nobody does until the commit. */
  public static void holdLock(Connection connection) throws SQLException {
    try (java.sql.Statement lock = connection.createStatement()) {
      lock.execute("select pg_advisory_xact_lock(" + LOCK + ")");
    }
  }

  /** Reads the state of all of these resources in one query. */
  public void load(Collection<ResourceKey> keys) throws SQLException {
    states.load(keys);
  }

  /** The state at this point of the transaction, earlier appends of it included. */
  public CurrentState state() {
    return states;
  }

  public Connection connection() {
    return connection;
  }

  /** The time that events of this transaction carry. */
  public Instant now() {
    return now;
  }

  /** The head including what this transaction appended. */
  public LogHead head() {
    return head;
  }

  /** A resource as it stands, empty when it is not there. */
  public Optional<Upserted<?>> live(ResourceKey key) throws SQLException {
    states.load(List.of(key));
    return states.entry(key).flatMap(entry -> upserted(key, entry));
  }

  private Optional<Upserted<?>> upserted(ResourceKey key, Entry entry) {
    String payload = entry.payload();
    return payload == null
        ? Optional.empty()
        : Optional.of(format.upserted(key, entry.schemaVersion(), payload));
  }

  /** Whether an event would change nothing: the resource is so already, or not there already. */
  public boolean changesNothing(OfResource event, Encoded encoded) throws SQLException {
    states.load(List.of(event.key()));
    String held = states.entry(event.key()).map(Entry::payload).orElse(null);
    return event instanceof Upserted<?> ? encoded.payload().equals(held) : held == null;
  }

  /** The version of a resource's stream, 0 when it never was. */
  public long streamVersion(ResourceKey key) {
    return states.entry(key).map(Entry::version).orElse(0L);
  }

  /** Of a copy: where its newest event stands in its owner's log. */
  public Optional<SourcePosition> sourceOf(ResourceKey key) throws SQLException {
    states.load(List.of(key));
    return states.entry(key).map(Entry::source);
  }

  /**
   * Appends changes made here, all or none: whatever can fail for a single event fails before the
   * first is appended.
   */
  public List<RecordedEvent> append(List<OfResource> events, EventMeta meta) throws SQLException {
    List<Encoded> encoded = events.stream().map(format::encode).toList();
    states.load(events.stream().map(OfResource::key).toList());
    List<RecordedEvent> appended = new ArrayList<>(events.size());
    for (int i = 0; i < events.size(); i++) {
      appended.add(append(events.get(i), encoded.get(i), meta, null));
    }
    return appended;
  }

  /**
   * The first secret among these whose data key is gone: it was deleted after the content was
   * sealed, so the content could never be opened.
   *
   * @throws IllegalArgumentException for a secret in plain text, which never enters the log
   */
  public Optional<ResourceKey> secretWithoutKey(List<OfResource> events) throws SQLException {
    for (OfResource event : events) {
      Optional<String> keyId = SecretKeys.keyIdOf(event);
      if (keyId.isPresent() && !SecretKeys.present(connection, keyId.get())) {
        return Optional.of(event.key());
      }
    }
    return Optional.empty();
  }

  /**
   * Appends a change made elsewhere, with its payload as it came: a version that knows fewer fields
   * must not drop what it does not know.
   *
   * @param signature of the owner, null when it gave none
   */
  public RecordedEvent appendImported(
      OfResource event,
      Encoded encoded,
      EventMeta meta,
      Provenance source,
      @Nullable EventSignature signature)
      throws SQLException {
    return append(event, encoded, meta, new Origins(source, signature));
  }

  /** Where an imported event came from, and what vouches for that. */
  private record Origins(Provenance source, @Nullable EventSignature signature) {}

  /** A place in a channel, and what its signature will cover. */
  private record Export(Exported place, Statement statement) {}

  /**
   * Starts a higher epoch. Positions go on after {@code lastPos}, the sequences of channels after
   * {@code lastSeqs}: whatever others have seen stays used up. Each of these channels gets an event
   * that says so, with a new chain; without channels the log alone.
   */
  public void startEpoch(int epoch, long lastPos, Map<Channel, Long> lastSeqs, EventMeta meta)
      throws SQLException {
    if (epoch <= head.epoch()) {
      throw new IllegalArgumentException("epoch " + epoch + " is not above " + head.epoch());
    }
    head =
        new LogHead(
            head.logId(),
            epoch,
            Math.max(head.pos(), lastPos),
            head.hash(),
            head.lastRecordedAt(),
            head.floorPos());
    EpochStarted event = new EpochStarted(epoch);
    Encoded encoded = format.encode(event);
    if (lastSeqs.isEmpty()) {
      write(event, encoded, 0, 0, meta, null, null);
    }
    for (Map.Entry<Channel, Long> last : lastSeqs.entrySet()) {
      long seq = Math.max(channelHead(last.getKey()).seq(), last.getValue());
      channels.put(last.getKey(), new ChannelHead(epoch, seq, ExportChain.genesis()));
      Export exported = export(last.getKey(), EPOCH_SUBJECT, encoded, head.pos() + 1);
      write(event, encoded, 0, 0, meta, null, exported);
    }
  }

  private RecordedEvent append(
      OfResource event, Encoded encoded, EventMeta meta, @Nullable Origins origins)
      throws SQLException {
    ResourceKey key = event.key();
    Provenance source = origins == null ? null : origins.source();
    states.load(List.of(key));
    long pos = head.pos() + 1;
    Optional<Entry> held = states.entry(key);
    shred(event, source != null, held);
    long streamId = held.map(Entry::streamId).orElse(pos);
    long version = held.map(Entry::version).orElse(0L) + 1;
    String payload = event instanceof MeshEvent.Deleted ? null : encoded.payload();
    SourcePosition place = source == null ? null : new SourcePosition(source.epoch(), source.pos());
    states.put(
        key, new Entry(streamId, version, pos, encoded.schemaVersion(), payload, place, true));
    Optional<Channel> channel = format.exportedBy(self, key);
    Export exported =
        source == null && channel.isPresent()
            ? export(channel.get(), key.toString(), encoded, pos)
            : null;
    return write(event, encoded, streamId, version, meta, origins, exported);
  }

  /** Deleting a secret destroys what its old events need to be read. */
  private void shred(OfResource event, boolean imported, Optional<Entry> held) throws SQLException {
    ResourceKey key = event.key();
    if (!(event instanceof MeshEvent.Deleted) || !format.isSealed(key)) {
      return;
    }
    if (!imported) {
      SecretKeys.destroy(connection, key);
    } else if (held.isPresent() && held.get().payload() != null) {
      // The key of the next secret of this name may have arrived before this deletion.
      OfResource before = format.upserted(key, held.get().schemaVersion(), held.get().payload());
      Optional<String> keyId = SecretKeys.keyIdOf(before);
      if (keyId.isPresent()) {
        SecretKeys.destroy(connection, keyId.get());
      }
    }
  }

  private Export export(Channel channel, String subject, Encoded encoded, long pos)
      throws SQLException {
    ChannelHead held = channelHead(channel);
    long seq = held.seq() + 1;
    ExportChain.Link link =
        new ExportChain.Link(
            head.logId(),
            channel.name(),
            head.epoch(),
            pos,
            seq,
            encoded.type(),
            subject,
            Sha256.of(encoded.payload()));
    byte[] hash = ExportChain.next(held.hash(), link);
    channels.put(channel, new ChannelHead(head.epoch(), seq, hash));
    return new Export(
        new Exported(channel, seq, held.hash(), hash, null), new Statement(link, held.hash()));
  }

  private ChannelHead channelHead(Channel channel) throws SQLException {
    ChannelHead held = channels.get(channel);
    return held != null ? held : ChannelHead.read(connection, channel, head.epoch());
  }

  private RecordedEvent write(
      MeshEvent event,
      Encoded encoded,
      long streamId,
      long version,
      EventMeta meta,
      @Nullable Origins origins,
      @Nullable Export exported) {
    Provenance source = origins == null ? null : origins.source();
    EventRow row =
        new EventRow(
            head.pos() + 1,
            head.epoch(),
            streamId,
            version,
            ids.at(now),
            encoded.type(),
            encoded.schemaVersion(),
            encoded.payload(),
            Sha256.of(encoded.payload()),
            format.meta(meta),
            now,
            source,
            origins == null ? null : origins.signature(),
            exported == null ? null : exported.place(),
            head.hash(),
            head.hash());
    row = row.withHash(row.expectedHash());
    rows.add(row);
    statements.add(Optional.ofNullable(exported).map(Export::statement));
    head = new LogHead(head.logId(), row.epoch(), row.pos(), row.hash(), now, head.floorPos());
    RecordedEvent result =
        new RecordedEvent(row.pos(), row.epoch(), row.eventId(), version, now, meta, event, source);
    recorded.add(result);
    return result;
  }

  /** Writes everything appended so far and the notification. Nothing may be appended after it. */
  public List<RecordedEvent> flush() throws SQLException {
    if (rows.isEmpty()) {
      return List.of();
    }
    LogWriter writer = new LogWriter(connection);
    writer.insert(signed());
    writer.project(states.dirty());
    for (Map.Entry<Channel, ChannelHead> channel : channels.entrySet()) {
      channel.getValue().write(connection, channel.getKey());
    }
    writer.moveHead(start, head);
    return List.copyOf(recorded);
  }

  /** The rows with the signatures of those that leave the log, which is most of the work here. */
  private List<EventRow> signed() throws SQLException {
    if (statements.stream().allMatch(Optional::isEmpty)) {
      return rows;
    }
    Optional<EventSigner> signer = format.signing().signer(connection);
    if (signer.isEmpty()) {
      return rows;
    }
    return IntStream.range(0, rows.size())
        .parallel()
        .mapToObj(i -> {
          Optional<Statement> statement = statements.get(i);
          return statement.isEmpty()
              ? rows.get(i)
              : rows.get(i).withSignature(signer.get().sign(statement.get()));
        })
        .toList();
  }
}
