package io.meshlog.sync.insight;

import io.meshlog.events.envelope.EnvelopeWriter;
import io.meshlog.events.envelope.Fact;
import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.sync.Troubles;
import io.meshlog.sync.kafka.KafkaClients;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.Signal;
import io.meshlog.sync.kafka.TopicMaker;
import io.meshlog.sync.kafka.Worker;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Publishes what this zone observes of its proxies. Only the newest fact of each proxy waits, so
 * while Kafka is down memory is bounded by the number of proxies. Owns one thread.
 */
public final class FactPublisher implements AutoCloseable {
  private final FactSource source;
  private final KafkaClients clients;
  private final TopicMaker topics;
  private final EnvelopeWriter writer;
  private final Clock clock;
  private final Topic topic;
  private final Map<String, Fact> waiting = new LinkedHashMap<>();
  private final Signal wake = new Signal();
  private final Worker worker;
  private final AutoCloseable subscription;

  public FactPublisher(
      FactSource source,
      KafkaClients clients,
      TopicMaker topics,
      EnvelopeWriter writer,
      Clock clock,
      Troubles troubles) {
    this.source = source;
    this.clients = clients;
    this.topics = topics;
    this.writer = writer;
    this.clock = clock;
    this.topic = Topics.insight(writer.self().zone());
    this.subscription = source.subscribe(this::changed);
    this.worker =
        new Worker(
            "publish insight",
            clients.settings(),
            this::session,
            failure ->
                troubles.report(
                    "publish insight",
                    failure == null ? null : String.valueOf(failure.getMessage())));
  }

  public void start() {
    worker.start();
  }

  private void changed(Fact fact) {
    synchronized (waiting) {
      waiting.put(fact.recordKey(), fact);
    }
    wake.raise();
  }

  private List<Fact> take() {
    synchronized (waiting) {
      List<Fact> facts = List.copyOf(waiting.values());
      waiting.clear();
      return facts;
    }
  }

  private void session(Runnable works) throws Exception {
    topics.ensure(List.of(topic));
    Producer<String, byte[]> producer = clients.producer("insight");
    try {
      // A session begins with everything: what the one before did not send is among it.
      send(producer, source.all());
      works.run();
      while (true) {
        List<Fact> facts = take();
        if (facts.isEmpty()) {
          wake.await();
        } else {
          send(producer, facts);
          works.run();
        }
      }
    } finally {
      KafkaClients.close(producer);
    }
  }

  private void send(Producer<String, byte[]> producer, List<Fact> facts) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>(facts.size());
    String now = Instant.now(clock).toString();
    for (Fact fact : facts) {
      sent.add(producer.send(Records.to(topic, writer.fact(fact, now))));
    }
    for (Future<RecordMetadata> one : sent) {
      one.get(2 * clients.settings().deliveryTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() throws Exception {
    subscription.close();
    worker.close();
  }
}
