package io.meshlog.sync.publish;

import io.meshlog.events.envelope.EnvelopeWriter;
import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.export.ExportLog;
import io.meshlog.store.export.PublishCursor;
import io.meshlog.store.image.LiveImage;
import io.meshlog.store.log.FailPoint;
import io.meshlog.store.log.LogReader;
import io.meshlog.store.signing.SigningKeys;
import io.meshlog.sync.Troubles;
import io.meshlog.sync.Turn;
import io.meshlog.sync.kafka.KafkaClients;
import io.meshlog.sync.kafka.Signal;
import io.meshlog.sync.kafka.TopicMaker;
import io.meshlog.sync.kafka.TopicTail;
import io.meshlog.sync.kafka.Worker;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes one channel of our log while it holds the lease: each event goes to {@code log} and
 * {@code state} in one Kafka transaction, then the cursor moves. Woken by the image, never polling.
 *
 * <p>Owns one thread. What has been published is read from the topic itself when a lease begins, so
 * a crash between Kafka's commit and the cursor repeats nothing, and a lost cursor does no harm.
 * Where the topic and our log differ, {@link Reconciliation} brings them together first. Another
 * publisher with the same transactional id fences this one at the broker, whatever the clocks say.
 */
public final class ChannelPublisher implements AutoCloseable {
  /** Reached when a transaction's records are sent, before the commit. */
  public static final String SENT = "publish.sent";

  /** Reached after Kafka's commit and before the cursor moves. */
  public static final String COMMITTED = "publish.committed";

  private static final int FENCED_TOO_OFTEN = 3;
  private static final Duration IMAGE_PATIENCE = Duration.ofSeconds(30);

  private final Channel channel;
  private final UUID logId;
  private final Parts parts;
  private final Predicate<MeshImage> admitted;
  private final String name;
  private final Topic log;
  private final Topic state;
  private final Signal wake = new Signal();
  private final Worker worker;
  private final AutoCloseable imageSubscription;
  private final AutoCloseable turnSubscription;
  private int fenced;
  private long refusedTerm = -1;
  private @Nullable UUID followed;

  /** What a publisher works with; shared by all publishers of a control plane. */
  public record Parts(
      ExportLog exports,
      LogReader reader,
      LiveImage live,
      ResourceTypes types,
      Turn turn,
      KafkaClients clients,
      TopicMaker topics,
      SealedKeys keys,
      SigningKeys signing,
      Reconciliation reconciliation,
      EnvelopeWriter writer,
      Clock clock,
      FailPoint failPoint,
      Troubles troubles) {}

  /**
   * @param admitted whether the federation lets this log speak for its owner
   */
  public ChannelPublisher(Channel channel, UUID logId, Parts parts, Predicate<MeshImage> admitted) {
    this.channel = channel;
    this.logId = logId;
    this.parts = parts;
    this.admitted = admitted;
    this.name = "publish " + channel;
    this.log = Topics.log(channel);
    this.state = Topics.state(channel);
    this.worker = new Worker(name, parts.clients().settings(), this::session, this::trouble);
    this.imageSubscription =
        parts
            .live()
            .subscribe((before, after, delta) -> {
              if (mayConcern(delta)) {
                wake.raise();
              }
            });
    this.turnSubscription = parts.turn().onChange(wake::raise);
  }

  /**
   * Whether there may be something to publish after this, or another answer to whether we may. What
   * a step does not show counts as ours: the start of an epoch, what came and went in one batch.
   */
  private boolean mayConcern(MeshDelta delta) {
    return delta.changes().size() != delta.to() - delta.from()
        || delta.changes().stream()
            .map(MeshDelta.Change::key)
            .anyMatch(key -> key.type().equals(CoreTypes.ZONE.name()) || isOurs(key));
  }

  private boolean isOurs(ResourceKey key) {
    return parts
        .types()
        .byNameOrOpaque(key.type())
        .channelOf(key)
        .filter(channel::equals)
        .isPresent();
  }

  public void start() {
    worker.start();
  }

  private void trouble(@Nullable Exception failure) {
    parts.troubles().report(name, failure == null ? null : "failed: " + failure.getMessage());
  }

  /** The term, while it is this process's turn to publish. */
  private OptionalLong turn() {
    OptionalLong term = parts.turn().term();
    boolean mine =
        term.isPresent()
            && term.getAsLong() != refusedTerm
            && admitted.test(parts.live().current());
    return mine ? term : OptionalLong.empty();
  }

  private boolean isTurn(long term) {
    OptionalLong now = turn();
    return now.isPresent() && now.getAsLong() == term;
  }

  private void session(Runnable progress) throws Exception {
    OptionalLong term = turn();
    while (term.isEmpty()) {
      wake.await();
      term = turn();
    }
    parts.topics().ensure(List.of(log, state, parts.keys().topic()));
    Producer<String, byte[]> producer =
        parts
            .clients()
            .transactionalProducer(
                "publish-" + channel.name(), Reconciliation.transactionalId(logId, channel));
    try {
      producer.initTransactions();
      lead(producer, term.getAsLong(), progress);
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      fenced(term.getAsLong());
    } finally {
      KafkaClients.close(producer);
    }
  }

  /** Fenced while the lease is ours: someone else believes to be us. Not fought over in a loop. */
  private void fenced(long term) {
    if (turn().isPresent() && ++fenced >= FENCED_TOO_OFTEN) {
      refuse(term, "NameConflict: another publisher with our identity fences this one");
    }
  }

  private void refuse(long term, String why) {
    refusedTerm = term;
    parts.troubles().report(name, why);
  }

  private void lead(Producer<String, byte[]> producer, long term, Runnable progress)
      throws Exception {
    if (!parts.live().await(parts.reader().head().pos(), IMAGE_PATIENCE)) {
      throw new IllegalStateException("the image does not follow the log");
    }
    switch (parts.reconciliation().standing(channel)) {
      case Standing.GoOnAfter(TopicTail tail) ->
          publish(publication(producer, term, tail), term, progress);
      case Standing.WholeState(long fromSeq) -> wholeState(producer, fromSeq, term, progress);
      case Standing.NewEpoch _ -> parts.reconciliation().beginEpoch(channel, term);
      case Standing.NameTaken(TopicTail tail) -> nameTaken(producer, tail, term, progress);
    }
  }

  private Publication publication(
      Producer<String, byte[]> producer, long term, @Nullable TopicTail tail) throws Exception {
    String cluster = parts.topics().clusterId();
    if (tail != null) {
      catchUp(tail, cluster, term);
    }
    return new Publication(channel, logId, parts, producer, term, cluster, tail);
  }

  /** A publisher that died between Kafka's commit and the cursor left the cursor behind. */
  private void catchUp(TopicTail tail, String cluster, long term) throws SQLException {
    long known = parts.exports().cursor(channel).map(PublishCursor::seq).orElse(0L);
    if (tail.seq() > known) {
      parts
          .exports()
          .moveCursor(
              new PublishCursor(channel, tail.epoch(), tail.seq(), tail.hash(), cluster), term);
    }
  }

  private void publish(Publication publication, long term, Runnable progress) throws Exception {
    progress.run();
    while (isTurn(term) && publication.step(wake)) {
      fenced = 0;
    }
  }

  private void wholeState(
      Producer<String, byte[]> producer, long fromSeq, long term, Runnable progress)
      throws Exception {
    Publication publication = publication(producer, term, null);
    if (publication.wholeState(fromSeq)) {
      publish(publication, term, progress);
    }
  }

  /**
   * Takes the place of another log, if we may. What it had published becomes ours first, which
   * fences our own producer too and so ends this session; the next one publishes.
   */
  private void nameTaken(
      Producer<String, byte[]> producer, TopicTail tail, long term, Runnable progress)
      throws Exception {
    if (!mayFollow(tail, term)) {
      return;
    }
    long fromSeq = parts.exports().firstSeq(channel, tail.epoch()).orElse(0);
    if (fromSeq == 0) {
      parts.reconciliation().succeed(channel, tail.logId(), term);
    } else {
      parts.reconciliation().fence(tail.logId());
      wholeState(producer, fromSeq, term, progress);
    }
  }

  /**
   * A zone may: the registry let it in. Nobody stands above Global: one that people said so of, or
   * one that has never published, if the other is silent.
   */
  private boolean mayFollow(TopicTail tail, long term) throws InterruptedException, SQLException {
    if (!channel.owner().isGlobal()
        || tail.logId().equals(followed)
        || parts.reconciliation().isToFollow(tail.logId())) {
      return true;
    }
    String taken = "NameConflict: the topic belongs to log " + tail.logId();
    if (parts.exports().cursor(channel).isPresent()) {
      refuse(term, taken);
      return false;
    }
    parts.troubles().report(name, taken + "; this one takes its place if it stays silent");
    if (!parts.reconciliation().isSilent(channel)) {
      throw new IllegalStateException(taken + ", which is alive");
    }
    followed = tail.logId();
    return true;
  }

  @Override
  public void close() throws Exception {
    imageSubscription.close();
    turnSubscription.close();
    worker.close();
  }
}
