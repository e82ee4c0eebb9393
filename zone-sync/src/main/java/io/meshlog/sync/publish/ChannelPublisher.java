package io.meshlog.sync.publish;

import io.meshlog.events.envelope.EnvelopeWriter;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.store.append.EventLog;
import io.meshlog.store.export.ExportLog;
import io.meshlog.store.image.LiveImage;
import io.meshlog.store.log.ChannelHead;
import io.meshlog.store.log.FailPoint;
import io.meshlog.store.log.LogReader;
import io.meshlog.store.secret.SecretVault;
import io.meshlog.sync.Troubles;
import io.meshlog.sync.Turn;
import io.meshlog.sync.kafka.KafkaClients;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.Signal;
import io.meshlog.sync.kafka.TopicMaker;
import io.meshlog.sync.kafka.TopicReader;
import io.meshlog.sync.kafka.TopicTail;
import io.meshlog.sync.kafka.Worker;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
 * Another publisher with the same transactional id fences this one at the broker, whatever the
 * clocks say.
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

  /** What a publisher works with; shared by all publishers of a control plane. */
  public record Parts(
      EventLog log,
      ResourceTypes types,
      SecretVault vault,
      ExportLog exports,
      LogReader reader,
      LiveImage live,
      Turn turn,
      KafkaClients clients,
      TopicMaker topics,
      SealedKeys keys,
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
    this.imageSubscription = parts.live().subscribe((before, after, delta) -> wake.raise());
    this.turnSubscription = parts.turn().onChange(wake::raise);
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
                "publish-" + channel.name(), "meshlog." + logId + '.' + channel.name());
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
    switch (standing()) {
      case Standing.GoOnAfter(TopicTail tail) -> {
        Publication publication =
            new Publication(
                channel, logId, parts, producer, term, parts.topics().clusterId(), tail);
        progress.run();
        while (isTurn(term) && publication.step(wake)) {
          fenced = 0;
        }
      }
      case Standing.NameTaken(TopicTail tail) ->
          refuse(term, "NameConflict: the topic belongs to log " + tail.logId());
      case Standing.LostTail(TopicTail tail) -> recover(term, tail);
    }
  }

  /** Our database lost what the topic still knows: go on in a higher epoch, never rewrite. */
  private void recover(long term, TopicTail tail) throws Exception {
    LostTail lost = new LostTail(channel, logId, parts);
    if (!lost.isOurs()) {
      refuse(term, "our log and the topic say different things up to " + tail);
    } else if (parts
        .exports()
        .startEpoch(tail.pos(), Map.of(channel, Math.max(tail.seq(), lost.ownSeq())), term)) {
      lost.appendAgain();
    }
  }

  private Standing standing() throws Exception {
    TopicTail tail =
        new TopicReader(parts.clients())
            .newest(state, record -> TopicTail.of(Records.from(record)))
            .orElse(null);
    if (tail == null) {
      return new Standing.GoOnAfter(null);
    }
    if (!tail.logId().equals(logId)) {
      return new Standing.NameTaken(tail);
    }
    ChannelHead head = parts.exports().heads().get(channel);
    if (head == null || tail.epoch() > head.epoch() || tail.seq() > head.seq()) {
      return new Standing.LostTail(tail);
    }
    List<ExportedEvent> ours = parts.exports().read(channel, tail.seq() - 1, 1);
    boolean same =
        ours.isEmpty()
            || ours.getFirst().seq() != tail.seq()
            || tail.hasHash(ours.getFirst().hash());
    return same ? new Standing.GoOnAfter(tail) : new Standing.LostTail(tail);
  }

  @Override
  public void close() throws Exception {
    imageSubscription.close();
    turnSubscription.close();
    worker.close();
  }
}
