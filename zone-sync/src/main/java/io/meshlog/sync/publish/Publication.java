package io.meshlog.sync.publish;

import io.meshlog.events.envelope.Checkpoint;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.envelope.WrappedKey;
import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Channel;
import io.meshlog.store.export.PublishCursor;
import io.meshlog.store.log.ChannelHead;
import io.meshlog.sync.kafka.KafkaSettings;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.Signal;
import io.meshlog.sync.kafka.TopicTail;
import io.meshlog.sync.publish.ChannelPublisher.Parts;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** The publishing of one channel during one lease. Used by the publisher's thread only. */
final class Publication {
  private final Channel channel;
  private final UUID logId;
  private final Parts parts;
  private final Producer<String, byte[]> producer;
  private final long term;
  private final String cluster;
  private final Topic log;
  private final Topic state;
  private final ChannelContent content;
  private final KeyTopic keys;
  private boolean keysLookedAt;
  private long seq;
  private @Nullable TopicTail newest;
  private int sinceCheckpoint;
  private long checkpointDue;

  Publication(
      Channel channel,
      UUID logId,
      Parts parts,
      Producer<String, byte[]> producer,
      long term,
      String cluster,
      @Nullable TopicTail tail)
      throws Exception {
    this.channel = channel;
    this.logId = logId;
    this.parts = parts;
    this.producer = producer;
    this.term = term;
    this.cluster = cluster;
    this.log = Topics.log(channel);
    this.state = Topics.state(channel);
    this.keys = new KeyTopic(parts, producer);
    this.seq = tail == null ? 0 : tail.seq();
    this.newest = tail;
    this.checkpointDue = System.nanoTime();
    if (tail != null && !tail.checkpointed()) {
      changed(1);
    }
    MeshImage image = parts.live().current();
    ChannelHead head = parts.exports().heads().get(channel);
    this.content = new ChannelContent(channel, image, head == null ? 0 : head.seq());
  }

  /**
   * Publishes the newest event of every resource on the state topic, and with them the events of
   * our epoch that the topics lack: all in one transaction, so that nobody ever reads half a state.
   *
   * @param fromSeq of the epoch's first event
   * @return false when the term is over
   */
  boolean wholeState(long fromSeq) throws Exception {
    KafkaSettings settings = parts.clients().settings();
    producer.beginTransaction();
    long after = 0;
    for (List<ExportedEvent> page = newest(after, fromSeq);
        !page.isEmpty();
        page = newest(after, fromSeq)) {
      for (ExportedEvent event : page) {
        send(event, false);
      }
      after = page.getLast().seq();
    }
    seq = fromSeq - 1;
    ExportedEvent last = null;
    for (List<ExportedEvent> page = parts.exports().read(channel, seq, settings.batch());
        !page.isEmpty();
        page = parts.exports().read(channel, seq, settings.batch())) {
      for (ExportedEvent event : page) {
        send(event, true);
        content.published(event);
      }
      last = page.getLast();
      seq = last.seq();
    }
    if (last == null) {
      throw new IllegalStateException("the epoch of " + channel + " has no start");
    }
    newest = tail(last);
    boolean known = content.isKnownAt(seq);
    if (known) {
      send(checkpointOf(newest));
    }
    commit();
    parts.failPoint().reached(ChannelPublisher.COMMITTED);
    if (!known) {
      changed(1);
    }
    return moveCursor(last);
  }

  private List<ExportedEvent> newest(long after, long before) throws SQLException {
    return parts.exports().newest(channel, after, parts.clients().settings().batch()).stream()
        .filter(event -> event.seq() < before)
        .toList();
  }

  /**
   * Publishes what is there, or says what is held, or waits for a reason to do so.
   *
   * @return false when the term is over, or an epoch began that is to be published by itself
   */
  boolean step(Signal wake) throws Exception {
    KafkaSettings settings = parts.clients().settings();
    if (!keysLookedAt) {
      publishKeysAgain(settings.batch());
      keysLookedAt = true;
    }
    List<ExportedEvent> events = parts.exports().read(channel, seq, settings.batch());
    if (!events.isEmpty()) {
      int epoch = newest == null ? events.getFirst().epoch() : newest.epoch();
      List<ExportedEvent> sameEpoch =
          events.stream().takeWhile(event -> event.epoch() == epoch).toList();
      return !sameEpoch.isEmpty() && publish(sameEpoch);
    }
    TopicTail tail = newest;
    if (tail == null || !content.isKnownAt(seq)) {
      wake.await();
    } else if (sinceCheckpoint >= settings.checkpointEvery() || isDue()) {
      checkpoint(tail);
    } else if (sinceCheckpoint > 0 || beats()) {
      wake.await(Duration.ofNanos(checkpointDue - System.nanoTime()));
    } else {
      wake.await();
    }
    return true;
  }

  /** Data keys that were wrapped under another key of the ring since they were published. */
  private void publishKeysAgain(int batch) throws Exception {
    if (!parts.keys().travelOn(channel)) {
      return;
    }
    List<WrappedKey> page = parts.keys().unpublished(channel, "", batch);
    while (!page.isEmpty()) {
      producer.beginTransaction();
      for (WrappedKey key : page) {
        if (parts.keys().travels(key, channel)) {
          keys.send(key, Instant.now(parts.clock()));
        }
      }
      commit();
      WrappedKey.Material last = page.getLast().material();
      page = last == null ? List.of() : parts.keys().unpublished(channel, last.keyId(), batch);
    }
  }

  private boolean isDue() {
    return (sinceCheckpoint > 0 || beats()) && checkpointDue - System.nanoTime() <= 0;
  }

  /** Zones report on their status topics; of Global its channel alone tells that it is alive. */
  private boolean beats() {
    return channel.owner().isGlobal();
  }

  private boolean publish(List<ExportedEvent> events) throws Exception {
    producer.beginTransaction();
    for (ExportedEvent event : events) {
      send(event, true);
    }
    commit();
    parts.failPoint().reached(ChannelPublisher.COMMITTED);
    ExportedEvent last = events.getLast();
    events.forEach(content::published);
    seq = last.seq();
    newest = tail(last);
    changed(events.size());
    boolean stillOurs = moveCursor(last);
    if (stillOurs
        && sinceCheckpoint >= parts.clients().settings().checkpointEvery()
        && content.isKnownAt(seq)) {
      checkpoint(newest);
    }
    return stillOurs;
  }

  private TopicTail tail(ExportedEvent event) {
    return new TopicTail(logId, event.epoch(), event.pos(), event.seq(), event.hash(), false);
  }

  private boolean moveCursor(ExportedEvent to) throws SQLException {
    PublishCursor cursor = new PublishCursor(channel, to.epoch(), to.seq(), to.hash(), cluster);
    return parts.exports().moveCursor(cursor, term);
  }

  /**
   * @param onLog false: of another epoch, for the state topic only
   */
  private void send(ExportedEvent event, boolean onLog) throws SQLException {
    keys.sendBefore(event);
    if (onLog) {
      hand(Records.to(log, parts.writer().log(event, term)));
    }
    hand(Records.to(state, parts.writer().state(event, term)));
  }

  /**
   * A record that could not even be handed over, as when its topic is gone, ends the transaction at
   * once: each one after it would wait as long before it fails.
   */
  private void hand(ProducerRecord<String, byte[]> record) {
    Future<RecordMetadata> sent = producer.send(record);
    if (sent.state() == Future.State.FAILED) {
      throw sent.exceptionNow() instanceof KafkaException failure
          ? failure
          : new KafkaException(sent.exceptionNow());
    }
  }

  /** The first change since a checkpoint sets the time of the next one; no other timer runs. */
  private void changed(int events) {
    if (sinceCheckpoint == 0) {
      checkpointDue = System.nanoTime() + parts.clients().settings().checkpointAfter().toNanos();
    }
    sinceCheckpoint += events;
  }

  private void checkpoint(TopicTail tail) throws SQLException {
    producer.beginTransaction();
    send(checkpointOf(tail));
    commit();
  }

  private TopicRecord checkpointOf(TopicTail tail) throws SQLException {
    Checkpoint checkpoint = content.checkpoint(tail, Instant.now(parts.clock()));
    return keys.signed(parts.writer().checkpoint(checkpoint, term));
  }

  private void send(TopicRecord checkpoint) {
    hand(Records.to(log, checkpoint));
    hand(Records.to(state, checkpoint));
    sinceCheckpoint = 0;
    checkpointDue = System.nanoTime() + parts.clients().settings().heartbeat().toNanos();
  }

  /**
   * The outcome of a failed commit is unknown; the next session reads it from the topic. A failed
   * send fails the commit: no result of its own needs to be looked at.
   */
  private void commit() throws KafkaException, SQLException {
    parts.failPoint().reached(ChannelPublisher.SENT);
    producer.commitTransaction();
    keys.committed();
  }
}
