package io.meshlog.sync.kafka;

import io.meshlog.events.topic.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads what a topic holds at this moment, in one go. Each call uses a consumer of its own. */
public final class TopicReader {
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final long FIRST_STEP_BACK = 32;

  private final KafkaClients clients;

  public TopicReader(KafkaClients clients) {
    this.clients = clients;
  }

  /**
   * Gives every record from the topic's start to the end it had when the reading began. "End" is a
   * position, since transaction markers take offsets too.
   */
  public void readAll(Topic topic, java.util.function.Consumer<ConsumerRecord<String, byte[]>> to)
      throws InterruptedException {
    TopicPartition partition = Records.partition(topic);
    Consumer<String, byte[]> consumer = clients.reader("read");
    try {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      drain(consumer, partition, end(consumer, partition), to);
    } finally {
      KafkaClients.close(consumer);
    }
  }

  /** The newest record that the predicate accepts, or null when the topic has none. */
  public <T> Optional<T> newest(
      Topic topic, Function<ConsumerRecord<String, byte[]>, Optional<T>> accept)
      throws InterruptedException {
    TopicPartition partition = Records.partition(topic);
    Consumer<String, byte[]> consumer = clients.reader("tail");
    try {
      consumer.assign(List.of(partition));
      long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
      long end = end(consumer, partition);
      for (long back = FIRST_STEP_BACK; ; back *= 8) {
        long from = Math.max(begin, end - back);
        consumer.seek(partition, from);
        Deque<T> last = new ArrayDeque<>(1);
        drain(
            consumer,
            partition,
            end,
            record ->
                accept
                    .apply(record)
                    .ifPresent(found -> {
                      last.clear();
                      last.add(found);
                    }));
        if (!last.isEmpty() || from == begin) {
          return Optional.ofNullable(last.peek());
        }
      }
    } finally {
      KafkaClients.close(consumer);
    }
  }

  /** Where the committed part of a topic ends now. */
  public long end(Topic topic) {
    Consumer<String, byte[]> consumer = clients.reader("end");
    try {
      return end(consumer, Records.partition(topic));
    } finally {
      KafkaClients.close(consumer);
    }
  }

  /** As {@link #end(Topic)}, asked through a reader that is there already. */
  public static long end(Consumer<?, ?> consumer, TopicPartition partition) {
    return consumer.endOffsets(List.of(partition)).get(partition);
  }

  private static void drain(
      Consumer<String, byte[]> consumer,
      TopicPartition partition,
      long end,
      java.util.function.Consumer<ConsumerRecord<String, byte[]>> to)
      throws InterruptedException {
    while (consumer.position(partition) < end) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end) {
          to.accept(record);
        }
      }
    }
  }
}
