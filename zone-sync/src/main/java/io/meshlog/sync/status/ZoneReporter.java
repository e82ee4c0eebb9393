package io.meshlog.sync.status;

import io.meshlog.events.envelope.EnvelopeWriter;
import io.meshlog.events.envelope.ZoneStatus;
import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.sync.Turn;
import io.meshlog.sync.kafka.KafkaClients;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.Signal;
import io.meshlog.sync.kafka.TopicMaker;
import io.meshlog.sync.kafka.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;

/**
 * Says on the zone's {@code status} topic who the zone is and how it is doing: at start, on change,
 * as a heartbeat, and once more when it ends in order. Rings Global's door bell at start. The
 * replica that publishes is the one that reports. Owns one thread.
 */
public final class ZoneReporter implements AutoCloseable {
  /** Changes come in bursts; one status tells of all of them. */
  private static final Duration AT_MOST_EVERY = Duration.ofMillis(200);

  private final Function<Boolean, ZoneStatus> status;
  private final List<Topic> channelTopics;
  private final Turn turn;
  private final KafkaClients clients;
  private final TopicMaker topics;
  private final EnvelopeWriter writer;
  private final Topic topic;
  private final Signal wake = new Signal();
  private final Worker worker;
  private final AutoCloseable turnSubscription;

  /**
   * @param status gives the status now; the argument says whether the process ends
   * @param channelTopics that this zone writes
   */
  public ZoneReporter(
      Function<Boolean, ZoneStatus> status,
      List<Topic> channelTopics,
      Turn turn,
      KafkaClients clients,
      TopicMaker topics,
      EnvelopeWriter writer) {
    this.status = status;
    this.channelTopics = List.copyOf(channelTopics);
    this.turn = turn;
    this.clients = clients;
    this.topics = topics;
    this.writer = writer;
    this.topic = Topics.status(writer.self().zone());
    this.worker = new Worker("report status", clients.settings(), this::session, failure -> {});
    this.turnSubscription = turn.onChange(wake::raise);
  }

  public void start() {
    worker.start();
  }

  /** Something in the status changed. Never blocks. */
  public void changed() {
    wake.raise();
  }

  private void session(Runnable works) throws Exception {
    while (turn.term().isEmpty()) {
      wake.await();
    }
    // Whoever hears a zone ring will read all of its topics.
    topics.ensure(
        Stream.concat(
                Stream.of(topic, Topics.insight(writer.self().zone()), Topics.ZONES),
                channelTopics.stream())
            .toList());
    Producer<String, byte[]> producer = clients.producer("status");
    try {
      say(producer, false);
      producer
          .send(Records.to(Topics.ZONES, EnvelopeWriter.doorBell(writer.self().zone())))
          .get(clients.settings().deliveryTimeout().toMillis(), TimeUnit.MILLISECONDS);
      works.run();
      while (turn.term().isPresent()) {
        if (wake.await(clients.settings().heartbeat())) {
          Thread.sleep(AT_MOST_EVERY);
        }
        say(producer, false);
        works.run();
      }
    } finally {
      if (worker.isClosed()) {
        lastWords(producer);
      }
      KafkaClients.close(producer);
    }
  }

  private void say(Producer<String, byte[]> producer, boolean ending) throws Exception {
    producer
        .send(Records.to(topic, writer.status(status.apply(ending))))
        .get(2 * clients.settings().deliveryTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Not waited for but by the producer's close: Kafka may be away. */
  private void lastWords(Producer<String, byte[]> producer) {
    Thread.interrupted();
    producer.send(Records.to(topic, writer.status(status.apply(true))));
  }

  @Override
  public void close() throws Exception {
    turnSubscription.close();
    worker.close();
  }
}
