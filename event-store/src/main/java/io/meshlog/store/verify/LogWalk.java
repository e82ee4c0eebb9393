package io.meshlog.store.verify;

import io.meshlog.events.chain.ExportChain;
import io.meshlog.events.chain.Sha256;
import io.meshlog.events.codec.EventCodec;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.log.EventRow;
import io.meshlog.store.log.LogHead;
import io.meshlog.store.log.LogIdentity;
import io.meshlog.store.log.LogReader.Entry;
import io.meshlog.store.verify.LogVerifier.Live;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One walk over a log from its first event: what the next one must look like. */
final class LogWalk {
  private record ChannelEnd(int epoch, long seq, byte[] hash) {}

  private final LogHead head;
  private final Map<Channel, ChannelEnd> channels = new HashMap<>();
  private final Map<Long, Long> versions = new HashMap<>();
  private final Map<ResourceKey, Live> live = new HashMap<>();
  private long pos;
  private int epoch;
  private byte[] hash;
  private Instant time = Instant.EPOCH;

  LogWalk(LogHead head) {
    this.head = head;
    this.hash = LogIdentity.genesis(head.logId());
    this.pos = head.floorPos();
  }

  long pos() {
    return pos;
  }

  byte[] hash() {
    return hash;
  }

  Map<ResourceKey, Live> live() {
    return live;
  }

  /** What is wrong with the next event, if anything is. */
  Optional<String> step(Entry entry) {
    EventRow row = entry.row();
    boolean startsEpoch = row.type().equals(EventCodec.EPOCH_STARTED);
    if (row.pos() != pos + 1 && !(startsEpoch && row.epoch() > epoch)) {
      return Optional.of("position " + (pos + 1) + " is missing");
    }
    if (row.epoch() < epoch || row.epoch() > epoch && epoch != 0 && !startsEpoch) {
      return Optional.of("epoch " + row.epoch() + " after " + epoch);
    }
    if (!Arrays.equals(row.payloadSha256(), Sha256.of(row.payload()))) {
      return Optional.of("the payload is not what its hash says");
    }
    if (!Arrays.equals(row.prevHash(), hash)) {
      return Optional.of("the chain does not go on from the event before");
    }
    if (!Arrays.equals(row.hash(), row.expectedHash())) {
      return Optional.of("the event is not what its hash says");
    }
    if (row.recordedAt().isBefore(time)) {
      return Optional.of("recorded before the event that precedes it");
    }
    Optional<String> wrong = stream(entry).or(() -> channel(entry));
    pos = row.pos();
    epoch = row.epoch();
    hash = row.hash();
    time = row.recordedAt();
    return wrong;
  }

  private Optional<String> stream(Entry entry) {
    EventRow row = entry.row();
    ResourceKey key = entry.key();
    if (row.streamId() == 0) {
      return Optional.empty();
    }
    if (key == null) {
      return Optional.of("its stream " + row.streamId() + " is missing");
    }
    long expected = versions.getOrDefault(row.streamId(), 0L) + 1;
    if (row.streamVersion() != expected) {
      return Optional.of("version " + row.streamVersion() + " of " + key + ", not " + expected);
    }
    versions.put(row.streamId(), row.streamVersion());
    if (row.type().endsWith(".deleted.v1")) {
      live.remove(key);
    } else {
      live.put(key, new Live(row.streamVersion(), row.pos(), row.payload()));
    }
    return Optional.empty();
  }

  private Optional<String> channel(Entry entry) {
    EventRow row = entry.row();
    EventRow.Exported exported = row.exported();
    if (exported == null) {
      return Optional.empty();
    }
    ChannelEnd end =
        channels.getOrDefault(
            exported.channel(), new ChannelEnd(row.epoch(), 0, ExportChain.genesis()));
    boolean leap = end.epoch() < row.epoch() && exported.seq() > end.seq();
    if (exported.seq() != end.seq() + 1 && !leap) {
      return Optional.of("number " + (end.seq() + 1) + " of " + exported.channel() + " is missing");
    }
    byte[] before = leap ? ExportChain.genesis() : end.hash();
    byte[] expected = ExportChain.next(before, link(entry, exported));
    if (!Arrays.equals(exported.prevHash(), before) || !Arrays.equals(exported.hash(), expected)) {
      return Optional.of("the chain of " + exported.channel() + " is broken");
    }
    channels.put(exported.channel(), new ChannelEnd(row.epoch(), exported.seq(), exported.hash()));
    return Optional.empty();
  }

  private ExportChain.Link link(Entry entry, EventRow.Exported exported) {
    EventRow row = entry.row();
    ResourceKey key = entry.key();
    return new ExportChain.Link(
        head.logId(),
        exported.channel().name(),
        row.epoch(),
        row.pos(),
        exported.seq(),
        row.type(),
        key == null ? "log" : key.toString(),
        row.payloadSha256());
  }
}
