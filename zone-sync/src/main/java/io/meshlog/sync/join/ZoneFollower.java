package io.meshlog.sync.join;

import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.Fact;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.envelope.ZoneStatus;
import io.meshlog.events.topic.Topics;
import io.meshlog.sync.Troubles;
import io.meshlog.sync.Turn;
import io.meshlog.sync.kafka.KafkaClients;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.TopicMaker;
import io.meshlog.sync.kafka.Worker;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what one zone says of itself and of its proxies: both topics are compacted, so each session
 * reads them whole and then follows. Owns one thread.
 */
final class ZoneFollower implements AutoCloseable {
  private static final Duration POLL = Duration.ofMinutes(5);

  private final String zone;
  private final Parts parts;
  private final Worker worker;
  private volatile @Nullable Consumer<String, byte[]> polling;

  /** Told what a zone says of itself. */
  interface OnStatus {
    /**
     * @param now whether it was said since the follower began to listen, whatever its time says
     */
    void heard(ZoneStatus status, boolean now);
  }

  /** What a follower works with. */
  record Parts(
      KafkaClients clients,
      TopicMaker topics,
      Turn turn,
      Troubles troubles,
      OnStatus onStatus,
      java.util.function.Consumer<Fact> onFact) {}

  ZoneFollower(String zone, Parts parts) {
    this.zone = zone;
    this.parts = parts;
    String part = "follow zone " + zone;
    this.worker =
        new Worker(
            part,
            parts.clients().settings(),
            this::session,
            failure ->
                parts
                    .troubles()
                    .report(part, failure == null ? null : String.valueOf(failure.getMessage())),
            this::wakeUp);
  }

  void start() {
    worker.start();
  }

  private void wakeUp() {
    Consumer<String, byte[]> consumer = polling;
    if (consumer != null) {
      consumer.wakeup();
    }
  }

  private void session(Runnable works) throws Exception {
    if (!parts.topics().exist(List.of(Topics.status(zone), Topics.insight(zone)))) {
      throw new IllegalStateException("zone " + zone + " rang but has no topics");
    }
    TopicPartition status = Records.partition(Topics.status(zone));
    List<TopicPartition> partitions = List.of(status, Records.partition(Topics.insight(zone)));
    Consumer<String, byte[]> consumer = parts.clients().consumer("zone-" + zone);
    try {
      consumer.assign(partitions);
      polling = consumer;
      consumer.seekToBeginning(partitions);
      long old = consumer.endOffsets(List.of(status)).getOrDefault(status, 0L);
      while (!worker.isClosed()) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          take(record, record.offset() >= old);
        }
        works.run();
      }
    } catch (WakeupException e) {
      // Closed.
    } finally {
      polling = null;
      KafkaClients.close(consumer);
    }
  }

  /** A zone speaks for itself only; whatever else stands on its topics is passed over. */
  private void take(ConsumerRecord<String, byte[]> record, boolean now) {
    switch (EnvelopeReader.read(Records.from(record))) {
      case Received.OfStatus(ZoneStatus status) -> {
        if (status.zone().equals(zone)) {
          parts.onStatus().heard(status, now);
        }
      }
      case Received.OfFact(Fact fact) -> {
        if (fact.zone().equals(zone)) {
          parts.onFact().accept(fact);
        }
      }
      case Received.OfEvent _,
          Received.OfCheckpoint _,
          Received.OfKey _,
          Received.OfSigningKeys _,
          Received.Unreadable _ -> {}
    }
  }

  @Override
  public void close() {
    worker.close();
  }
}
