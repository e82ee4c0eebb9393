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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
    this.seq = tail == null ? 0 : tail.seq();
    this.newest = tail;
    if (tail != null && !tail.checkpointed()) {
      changed(1);
    }
    MeshImage image = parts.live().current();
    ChannelHead head = parts.exports().heads().get(channel);
    this.content = new ChannelContent(channel, image, head == null ? 0 : head.seq());
  }

  /**
   * Publishes what is there, or says what is held, or waits for a reason to do so.
   *
   * @return false when the term is over
   */
  boolean step(Signal wake) throws Exception {
    KafkaSettings settings = parts.clients().settings();
    List<ExportedEvent> events = parts.exports().read(channel, seq, settings.batch());
    if (!events.isEmpty()) {
      return publish(events);
    }
    TopicTail tail = newest;
    if (tail == null || sinceCheckpoint == 0 || !content.isKnownAt(seq)) {
      wake.await();
    } else if (sinceCheckpoint >= settings.checkpointEvery()
        || checkpointDue - System.nanoTime() <= 0) {
      checkpoint(tail);
    } else {
      wake.await(Duration.ofNanos(checkpointDue - System.nanoTime()));
    }
    return true;
  }

  private boolean publish(List<ExportedEvent> events) throws Exception {
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    for (ExportedEvent event : events) {
      for (WrappedKey key : parts.keys().of(event)) {
        TopicRecord record = parts.writer().key(key, event.recordedAt().toString());
        records.add(Records.to(parts.keys().topic(), record));
      }
      records.add(Records.to(log, parts.writer().log(event, term)));
      records.add(Records.to(state, parts.writer().state(event, term)));
    }
    transaction(records);
    parts.failPoint().reached(ChannelPublisher.COMMITTED);
    ExportedEvent last = events.getLast();
    events.forEach(content::published);
    seq = last.seq();
    newest = new TopicTail(logId, last.epoch(), last.pos(), last.seq(), last.hash(), false);
    changed(events.size());
    PublishCursor cursor =
        new PublishCursor(channel, last.epoch(), last.seq(), last.hash(), cluster);
    boolean stillOurs = parts.exports().moveCursor(cursor, term);
    if (stillOurs
        && sinceCheckpoint >= parts.clients().settings().checkpointEvery()
        && content.isKnownAt(seq)) {
      checkpoint(newest);
    }
    return stillOurs;
  }

  /** The first change since a checkpoint sets the time of the next one; no other timer runs. */
  private void changed(int events) {
    if (sinceCheckpoint == 0) {
      checkpointDue = System.nanoTime() + parts.clients().settings().checkpointAfter().toNanos();
    }
    sinceCheckpoint += events;
  }

  private void checkpoint(TopicTail tail) {
    Checkpoint checkpoint = content.checkpoint(tail, Instant.now(parts.clock()));
    TopicRecord record = parts.writer().checkpoint(checkpoint, term);
    transaction(List.of(Records.to(log, record), Records.to(state, record)));
    sinceCheckpoint = 0;
  }

  /**
   * The outcome of a failed commit is unknown; the next session reads it from the topic. A failed
   * send fails the commit: no result of its own needs to be looked at.
   */
  private void transaction(List<ProducerRecord<String, byte[]>> records) throws KafkaException {
    producer.beginTransaction();
    records.forEach(producer::send);
    parts.failPoint().reached(ChannelPublisher.SENT);
    producer.commitTransaction();
  }
}
