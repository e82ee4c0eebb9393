package io.meshlog.sync.status;

import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Channel;
import io.meshlog.sync.kafka.KafkaClients;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.TopicTail;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands on channels' {@code log} topics behind a reader's place, looked up when somebody
 * asks: so any replica can tell a lag, whoever imports. A channel that is read to its end costs a
 * share of one request. One thread asks, since Kafka's client blocks; who waits too long is told
 * nothing.
 */
public final class ChannelEnds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelEnds.class);
  private static final Duration BROKER_PATIENCE = Duration.ofSeconds(2);
  private static final Duration READ_PATIENCE = Duration.ofSeconds(2);
  private static final Duration CALLER_PATIENCE = Duration.ofSeconds(6);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long FIRST_STEP_BACK = 64;

  private final KafkaClients clients;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("sync ends").factory());

  public ChannelEnds(KafkaClients clients) {
    this.clients = clients;
  }

  /**
   * What waits behind a place.
   *
   * @param firstRecorded when the oldest event that waits was recorded, in its owner's words
   * @param tail the newest
   */
  record Waiting(Instant firstRecorded, TopicTail tail) {}

  /** A reader's place: the first offset of the channel's topic that it did not take. */
  record Asked(Channel channel, long offset) {}

  /**
   * @return what waits, for those where something does; empty when Kafka does not answer
   */
  Optional<Map<Asked, Waiting>> behind(Collection<Asked> asked) {
    if (asked.isEmpty()) {
      return Optional.of(Map.of());
    }
    Future<Map<Asked, Waiting>> answer;
    try {
      answer = thread.submit(() -> look(new LinkedHashSet<>(asked)));
    } catch (RejectedExecutionException e) {
      return Optional.empty();
    }
    try {
      return Optional.of(answer.get(CALLER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | CancellationException e) {
      LOG.debug("the ends of channels are not known: {}", e.toString());
    }
    answer.cancel(false);
    return Optional.empty();
  }

  /** Several readers of one channel are answered one after the other. */
  private Map<Asked, Waiting> look(Set<Asked> asked) {
    Map<Asked, Waiting> all = new HashMap<>();
    Consumer<String, byte[]> consumer = clients.reader("ends");
    try {
      while (!asked.isEmpty()) {
        Map<Channel, Long> round = new HashMap<>();
        asked.removeIf(each -> round.putIfAbsent(each.channel(), each.offset()) == null);
        new Look(consumer, round)
            .run()
            .forEach(
                (channel, waiting) -> all.put(new Asked(channel, round.get(channel)), waiting));
      }
      return all;
    } finally {
      KafkaClients.close(consumer);
    }
  }

  /** One answer in the making. */
  private static final class Look {
    private final Consumer<String, byte[]> consumer;
    private final Map<TopicPartition, Channel> channels = new HashMap<>();
    private final Map<TopicPartition, Long> ends;
    private final Map<TopicPartition, ConsumerRecord<String, byte[]>> first = new HashMap<>();
    private final Map<TopicPartition, Instant> recorded = new HashMap<>();
    private final Map<TopicPartition, TopicTail> tails = new HashMap<>();
    private final long deadline = System.nanoTime() + READ_PATIENCE.toNanos();

    Look(Consumer<String, byte[]> consumer, Map<Channel, Long> from) {
      this.consumer = consumer;
      from.keySet()
          .forEach(channel -> channels.put(Records.partition(Topics.log(channel)), channel));
      ends = consumer.endOffsets(channels.keySet(), BROKER_PATIENCE);
      Map<TopicPartition, Long> begins =
          consumer.beginningOffsets(channels.keySet(), BROKER_PATIENCE);
      consumer.assign(channels.keySet());
      channels.forEach((partition, channel) ->
          consumer.seek(
              partition,
              Math.min(
                  end(partition),
                  Math.max(begins.getOrDefault(partition, 0L), from.get(channel)))));
    }

    private long end(TopicPartition partition) {
      return ends.getOrDefault(partition, 0L);
    }

    Map<Channel, Waiting> run() {
      while (isOpen()) {
        consumer.poll(POLL).forEach(this::takeFirst);
      }
      first.keySet().forEach(this::findTail);
      Map<Channel, Waiting> waiting = new HashMap<>();
      tails.forEach((partition, tail) ->
          waiting.put(channels.get(partition), new Waiting(recorded.get(partition), tail)));
      return waiting;
    }

    /** Transaction markers and checkpoints take offsets too: only an event counts. */
    private boolean isOpen() {
      boolean open = false;
      for (TopicPartition partition : channels.keySet()) {
        if (first.containsKey(partition) || consumer.position(partition) >= end(partition)) {
          consumer.pause(List.of(partition));
        } else {
          open = true;
        }
      }
      mustNotTakeTooLong(open);
      return open;
    }

    private void mustNotTakeTooLong(boolean open) {
      if (open && System.nanoTime() - deadline > 0) {
        throw new KafkaException("the channels' ends were not reached in " + READ_PATIENCE);
      }
    }

    private void takeFirst(ConsumerRecord<String, byte[]> record) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      if (!first.containsKey(partition)
          && record.offset() < end(partition)
          && EnvelopeReader.read(Records.from(record))
              instanceof Received.OfEvent(ExportedEvent event, _)) {
        first.put(partition, record);
        recorded.put(partition, event.recordedAt());
      }
    }

    private void findTail(TopicPartition partition) {
      long begin = first.get(partition).offset();
      long end = end(partition);
      consumer.pause(channels.keySet());
      consumer.resume(List.of(partition));
      for (long back = FIRST_STEP_BACK; !tails.containsKey(partition); back *= 8) {
        consumer.seek(partition, Math.max(begin, end - back));
        while (consumer.position(partition) < end) {
          mustNotTakeTooLong(true);
          consumer
              .poll(POLL)
              .records(partition)
              .forEach(record ->
                  TopicTail.of(Records.from(record)).ifPresent(tail -> tails.put(partition, tail)));
        }
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
