package io.meshlog.sync.importer;

import io.meshlog.events.envelope.ZoneStatus.ChannelProgress;
import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.store.image.LiveImage;
import io.meshlog.store.imports.ImportCursor;
import io.meshlog.store.imports.ImportLog;
import io.meshlog.store.lease.RoleTerm;
import io.meshlog.store.log.LogReader;
import io.meshlog.store.secret.SecretVault;
import io.meshlog.store.signing.SigningKeys;
import io.meshlog.store.sync.SyncFacts;
import io.meshlog.sync.Troubles;
import io.meshlog.sync.Turn;
import io.meshlog.sync.kafka.KafkaClients;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.Signal;
import io.meshlog.sync.kafka.TopicMaker;
import io.meshlog.sync.kafka.TopicReader;
import io.meshlog.sync.kafka.TopicTail;
import io.meshlog.sync.kafka.Worker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one channel of another control plane into our log while it holds the lease
 * (event-log-design.md section 4). Offsets live in Postgres with their effects, so every event is
 * applied once; Kafka's groups are not used.
 *
 * <p>Owns one thread, which sits in a long poll: new records end it at once, a quiet channel costs
 * nothing. Database and network errors are tried again, never skipped.
 */
public final class ChannelImporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelImporter.class);
  private static final Duration POLL = Duration.ofMinutes(5);

  private final Channel channel;
  private final Optional<UUID> registered;
  private final Parts parts;
  private final String name;
  private final Topic log;
  private final TopicPartition partition;
  private final Signal wake = new Signal();
  private final Worker worker;
  private final AutoCloseable turnSubscription;
  private final AutoCloseable meshSubscription;
  private volatile @Nullable Consumer<String, byte[]> polling;
  private volatile @Nullable ChannelProgress progress;
  private volatile boolean quarantined;
  private volatile boolean meshCame;
  private @Nullable UUID successor;

  /** What an importer works with; shared by all importers of a control plane. */
  public record Parts(
      ImportLog imports,
      LogReader reader,
      LiveImage live,
      ChannelChanges changes,
      Turn turn,
      KafkaClients clients,
      TopicMaker topics,
      SecretVault vault,
      SigningKeys signing,
      ResourceTypes types,
      DeadLetters deadLetters,
      OpenQuarantine quarantine,
      Troubles troubles,
      SyncFacts facts,
      Runnable progressed) {}

  /**
   * @param registered the log that may speak for the channel's owner; empty: the first seen, which
   *     the cursor then remembers
   */
  public ChannelImporter(Channel channel, Optional<UUID> registered, Parts parts) {
    this.channel = channel;
    this.registered = registered;
    this.parts = parts;
    this.name = "import " + channel;
    this.log = Topics.log(channel);
    this.partition = Records.partition(log);
    this.worker =
        new Worker(
            name,
            parts.clients().settings(),
            this::session,
            failure ->
                parts
                    .troubles()
                    .report(name, failure == null ? null : "failed: " + failure.getMessage()),
            this::turnChanged);
    this.turnSubscription = parts.turn().onChange(this::turnChanged);
    this.meshSubscription = parts.changes().onMesh(this::meshCame);
  }

  /** What was refused for want of a mesh is judged again when there is a new one. */
  private void meshCame() {
    meshCame = true;
    if (quarantined) {
      turnChanged();
    }
  }

  public void start() {
    worker.start();
  }

  public Channel channel() {
    return channel;
  }

  public Optional<UUID> registered() {
    return registered;
  }

  /** How far it has come in this process; empty before the first record. */
  public Optional<ChannelProgress> progress() {
    return Optional.ofNullable(progress);
  }

  private void turnChanged() {
    wake.raise();
    Consumer<String, byte[]> consumer = polling;
    if (consumer != null) {
      consumer.wakeup();
    }
  }

  private void session(Runnable works) throws Exception {
    OptionalLong term = parts.turn().term();
    while (term.isEmpty()) {
      if (worker.isClosed()) {
        return;
      }
      wake.await();
      term = parts.turn().term();
    }
    List<Topic> needed = List.of(log, Topics.state(channel), Topics.keys(channel.owner()));
    if (!parts.topics().exist(needed)) {
      throw new IllegalStateException("its topics are not there yet");
    }
    Consumer<String, byte[]> consumer = parts.clients().consumer("import-" + channel.name());
    try {
      consumer.assign(List.of(partition));
      polling = consumer;
      follow(consumer, term.getAsLong(), works);
    } catch (ImportSession.Succeeded e) {
      LOG.warn("{}: {}", name, e.getMessage());
      successor = e.successor();
    } catch (WakeupException | ImportSession.LeaseOver e) {
      // The turn came or went: the next session looks.
    } finally {
      polling = null;
      KafkaClients.close(consumer);
    }
  }

  private void follow(Consumer<String, byte[]> consumer, long term, Runnable works)
      throws Exception {
    UUID source = source(consumer);
    String cluster = parts.topics().clusterId();
    try (ImportSession session =
        new ImportSession(
            channel,
            source,
            registered.isEmpty(),
            cluster,
            term,
            parts,
            consumer,
            now -> moved(now, term),
            open -> quarantined = open)) {
      meshCame = false;
      session.begin();
      works.run();
      while (parts.turn().is(term) && !worker.isClosed()) {
        try {
          if (quarantined && meshCame) {
            meshCame = false;
            session.resync("a mesh came that records in quarantine may have lacked");
          }
          ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
          if (!records.isEmpty()) {
            session.takeIn(records);
            works.run();
          }
        } catch (InvalidOffsetException e) {
          session.resync("the log no longer reaches back to " + e.partitions());
        }
      }
    }
  }

  private void moved(ChannelProgress now, long term) {
    progress = now;
    if (now.stateEqual() != null) {
      keep(now, now.stateEqual(), new RoleTerm(parts.turn().role(), term));
    }
    parts.progressed().run();
  }

  /** For people: what is not kept is only not shown. */
  private void keep(ChannelProgress now, boolean equal, RoleTerm turn) {
    try {
      parts.facts().checked(now.logId(), channel, now.epoch(), now.seq(), equal, turn);
    } catch (SQLException e) {
      LOG.debug("{}: the comparison is not kept: {}", name, e.getMessage());
    }
  }

  /**
   * Whose words to believe: the registry's log, else the one that took over, else the one known
   * from before, else the first.
   */
  private UUID source(Consumer<String, byte[]> consumer) throws Exception {
    if (successor != null) {
      return successor;
    }
    Optional<UUID> known =
        registered.isPresent()
            ? registered
            : parts.imports().cursors().stream()
                .filter(cursor -> cursor.channel().equals(channel))
                .map(ImportCursor::logId)
                .findFirst();
    TopicReader reader = new TopicReader(parts.clients());
    while (known.isEmpty()) {
      known =
          reader
              .newest(Topics.state(channel), record -> TopicTail.of(Records.from(record)))
              .map(TopicTail::logId);
      if (known.isEmpty()) {
        consumer.seekToBeginning(List.of(partition));
        consumer.poll(POLL);
      }
    }
    return known.get();
  }

  @Override
  public void close() throws Exception {
    turnSubscription.close();
    meshSubscription.close();
    worker.close();
    parts.troubles().report(name, null);
  }
}
