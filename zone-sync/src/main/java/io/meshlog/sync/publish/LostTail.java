package io.meshlog.sync.publish;

import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.Received.OfEvent;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.decide.Rejection;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.event.MeshEvent;
import io.meshlog.model.event.MeshEvent.Deleted;
import io.meshlog.model.event.MeshEvent.EpochStarted;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Spec;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.append.AppendOutcome.Refused;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.lease.RoleLease;
import io.meshlog.store.log.ChannelHead;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.TopicReader;
import io.meshlog.sync.publish.ChannelPublisher.Parts;
import io.meshlog.sync.resync.KeyFeed;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a channel's topic knows and our log does not, after the database was restored from an older
 * copy. Only the case in which our log is a prefix of the topic: then every lost resource is
 * appended again, as it stood last, by new events of a higher epoch. One thread, one use.
 */
final class LostTail {
  private static final Logger LOG = LoggerFactory.getLogger(LostTail.class);
  private static final long PATIENCE_SECONDS = 20;

  private final Channel channel;
  private final UUID logId;
  private final Parts parts;
  private final long ownSeq;
  private final int ownEpoch;
  private final byte[] ownHash;
  private final TopicReader reader;

  LostTail(Channel channel, UUID logId, Parts parts) throws Exception {
    this.channel = channel;
    this.logId = logId;
    this.parts = parts;
    this.reader = new TopicReader(parts.clients());
    ChannelHead head = parts.exports().heads().get(channel);
    this.ownSeq = head == null ? 0 : head.seq();
    this.ownEpoch = head == null ? 0 : head.epoch();
    this.ownHash = head == null ? new byte[0] : head.hash();
  }

  long ownSeq() {
    return ownSeq;
  }

  /** Whether the topic has our newest event at its place, as far as it reaches back. */
  boolean isOurs() throws InterruptedException {
    boolean[] differs = {false};
    reader.readAll(
        Topics.log(channel),
        record -> {
          if (EnvelopeReader.read(Records.from(record)) instanceof OfEvent(ExportedEvent e, _)
              && e.logId().equals(logId)
              && e.epoch() == ownEpoch
              && e.seq() == ownSeq
              && !Arrays.equals(e.hash(), ownHash)) {
            differs[0] = true;
          }
        });
    return !differs[0];
  }

  /** Each lost resource once more, as the topic saw it last; deletions too. */
  void appendAgain() throws Exception {
    Map<ResourceKey, ExportedEvent> lost = new LinkedHashMap<>();
    reader.readAll(
        Topics.state(channel),
        record -> {
          if (EnvelopeReader.read(Records.from(record)) instanceof OfEvent(ExportedEvent e, _)
              && e.logId().equals(logId)
              && e.key() != null
              && e.seq() > ownSeq) {
            lost.remove(e.key());
            lost.put(e.key(), e);
          }
        });
    try (KeyFeed keys = new KeyFeed(parts.clients(), channel.owner(), logId, parts.vault())) {
      keys.catchUp();
    }
    EventCodec codec = new EventCodec(parts.types());
    for (ExportedEvent event : lost.values()) {
      append(codec.decode(event.ceType(), event.key(), event.payload()));
    }
    LOG.warn("our log had lost its tail: {} resources of {} appended again", lost.size(), channel);
  }

  private void append(MeshEvent event) throws Exception {
    Command command =
        switch (event) {
          case Upserted<?> upserted -> put(upserted);
          case Deleted(ResourceKey key) -> new Command.Delete(key, Expected.ANY);
          case EpochStarted _ -> throw new IllegalStateException("not about a resource");
        };
    AppendOutcome outcome =
        parts
            .log()
            .append(AppendRequest.of(command, EventMeta.system(RoleLease.PUBLISH)))
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    boolean done =
        outcome instanceof Appended
            || outcome instanceof Refused(Rejection why) && why instanceof Rejection.NotFound;
    if (!done) {
      throw new IllegalStateException("not appended again: " + outcome);
    }
  }

  private static <S extends Spec> Command put(Upserted<S> upserted) {
    return new Command.Put<>(
        upserted.type(), upserted.key(), upserted.labels(), upserted.spec(), Expected.ANY);
  }
}
