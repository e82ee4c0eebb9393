package io.meshlog.sync.request;

import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.store.secret.KeyRing.Wrapped;
import io.meshlog.store.secret.MissingKey;
import io.meshlog.store.secret.SealBroken;
import io.meshlog.store.secret.SecretVault;
import io.meshlog.store.signing.SigningKeys;
import io.meshlog.store.sync.SyncFacts;
import io.meshlog.sync.Troubles;
import io.meshlog.sync.Turn;
import io.meshlog.sync.kafka.KafkaClients;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.Signal;
import io.meshlog.sync.kafka.TopicMaker;
import io.meshlog.sync.kafka.Worker;
import io.meshlog.sync.request.Sealed.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A zone's side: the replica whose turn it is to publish takes Global's requests as they come and
 * answers each on a thread of its own, a few at once. Requests from before it began to listen are
 * not answered: whoever made them has given up. Owns one thread.
 */
public final class RequestServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestServer.class);
  private static final Duration POLL = Duration.ofMinutes(5);
  private static final int AT_ONCE = 16;

  private final Parts parts;
  private final Topic requests;
  private final Topic replies;
  private final Signal wake = new Signal();
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Worker worker;
  private final AutoCloseable turnSubscription;
  private volatile @Nullable Consumer<String, byte[]> polling;

  /** What it works with. */
  public record Parts(
      String zone,
      KafkaClients clients,
      TopicMaker topics,
      Turn turn,
      SecretVault vault,
      SigningKeys signing,
      SyncFacts facts,
      RequestHandler handler,
      Troubles troubles) {}

  public RequestServer(Parts parts) {
    this.parts = parts;
    this.requests = Topics.requests(parts.zone());
    this.replies = Topics.replies(parts.zone());
    this.worker =
        new Worker(
            "answer requests",
            parts.clients().settings(),
            this::session,
            failure ->
                parts
                    .troubles()
                    .report(
                        "answer requests",
                        failure == null ? null : String.valueOf(failure.getMessage())),
            this::wakeUp);
    this.turnSubscription = parts.turn().onChange(this::wakeUp);
  }

  public void start() {
    worker.start();
  }

  private void wakeUp() {
    wake.raise();
    Consumer<String, byte[]> consumer = polling;
    if (consumer != null) {
      consumer.wakeup();
    }
  }

  private void session(Runnable works) throws Exception {
    parts.topics().ensure(List.of(requests, replies));
    OptionalLong term = parts.turn().term();
    while (term.isEmpty()) {
      wake.await();
      if (worker.isClosed()) {
        return;
      }
      term = parts.turn().term();
    }
    TopicPartition partition = Records.partition(requests);
    Consumer<String, byte[]> consumer = parts.clients().consumer("requests");
    Producer<String, byte[]> producer = parts.clients().producer("replies");
    try {
      consumer.assign(List.of(partition));
      consumer.seekToEnd(List.of(partition));
      polling = consumer;
      while (!worker.isClosed() && parts.turn().is(term.getAsLong())) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          take(record, producer);
        }
        works.run();
      }
    } catch (WakeupException e) {
      // The turn is over, or all is.
    } finally {
      polling = null;
      KafkaClients.close(consumer);
      KafkaClients.close(producer);
    }
  }

  /** What is no request of Global's is passed over. */
  private void take(ConsumerRecord<String, byte[]> record, Producer<String, byte[]> producer)
      throws SQLException {
    Sealed request = Sealed.from(record);
    if (request == null || request.parts() != 1) {
      return;
    }
    Optional<String> fault =
        RequestSignature.fault(parts.zone(), request, parts.signing(), parts.facts());
    if (fault.isPresent()) {
      LOG.warn("request {} is not answered: {}", request.id(), fault.get());
    } else if (!free.tryAcquire()) {
      LOG.warn("request {} is not answered: too many are under way", request.id());
    } else {
      threads.execute(() -> {
        try {
          answer(request, producer);
        } finally {
          free.release();
        }
      });
    }
  }

  private void answer(Sealed request, Producer<String, byte[]> producer) {
    String id = request.id();
    try {
      byte[] asked =
          parts
              .vault()
              .openOfMember(request.content(), Sealed.place(Kind.REQUEST, parts.zone(), id, 0, 1));
      List<byte[]> cut = Sealed.cut(parts.handler().answer(asked));
      for (int part = 0; part < cut.size(); part++) {
        String place = Sealed.place(Kind.REPLY, parts.zone(), id, part, cut.size());
        Wrapped sealed = parts.vault().sealForMembers(cut.get(part), place);
        producer.send(new Sealed(id, part, cut.size(), sealed, Map.of()).to(replies.name())).get();
      }
      LOG.debug("request {} was answered in {} parts", id, cut.size());
    } catch (MissingKey | SealBroken | KafkaException | ExecutionException e) {
      LOG.warn("request {} could not be answered: {}", id, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("request {} could not be answered", id, e);
    }
  }

  @Override
  public void close() throws Exception {
    turnSubscription.close();
    worker.close();
    threads.shutdownNow();
  }
}
