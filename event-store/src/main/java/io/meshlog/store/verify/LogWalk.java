package io.meshlog.store.verify;

import io.meshlog.events.chain.ExportChain;
import io.meshlog.events.chain.Sha256;
import io.meshlog.events.codec.EventCodec;
import io.meshlog.model.event.Provenance;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.log.ChannelHead;
import io.meshlog.store.log.EventRow;
import io.meshlog.store.log.LogFloor;
import io.meshlog.store.log.LogReader.Entry;
import io.meshlog.store.log.SourcePosition;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One walk over a log, from its beginning or its floor: what the next event must look like, and
 * what the events so far amount to. Holds one entry per resource, however long the log is. One
 * thread.
 */
public final class LogWalk {

  /**
   * How a stream stands after its newest event.
   *
   * @param state null when deleted
   * @param source of a copy: where its newest event stands in its owner's log
   */
  public record StreamEnd(
      ResourceKey key,
      long version,
      long pos,
      @Nullable State state,
      @Nullable SourcePosition source) {
    public boolean live() {
      return state != null;
    }
  }

  /**
   * The state that a resource has: after its newest event, unless a later version wrote that.
   *
   * @param payloadSha256 in hex
   */
  public record State(long version, long pos, int schemaVersion, String payloadSha256) {}

  private final UUID logId;
  private final LogFloor floor;
  private final Map<Channel, ChannelHead> channels = new HashMap<>();
  private final Map<Long, StreamEnd> streams = new HashMap<>();
  private long pos;
  private int epoch;
  private byte[] hash;
  private Instant time;

  public LogWalk(UUID logId, LogFloor floor) {
    this.logId = logId;
    this.floor = floor;
    this.pos = floor.pos();
    this.epoch = floor.epoch();
    this.hash = floor.hash();
    this.time = floor.recordedAt();
  }

  public long pos() {
    return pos;
  }

  public byte[] hash() {
    return hash;
  }

  public Map<Long, StreamEnd> streams() {
    return streams;
  }

  public Map<Channel, ChannelHead> channels() {
    return channels;
  }

  /** What is wrong with an event of the base, if anything is. All of them come before the rest. */
  public Optional<String> base(Entry entry) {
    EventRow row = entry.row();
    if (row.pos() > floor.pos()) {
      return Optional.of("lies above the floor " + floor.pos());
    }
    if (row.streamId() != 0 && streams.containsKey(row.streamId())) {
      return Optional.of("the base has its resource twice");
    }
    EventRow.Exported exported = row.exported();
    Optional<String> wrong = content(row).or(() -> stream(entry));
    if (wrong.isEmpty() && exported != null) {
      if (!Arrays.equals(exported.hash(), linked(entry, exported, exported.prevHash()))) {
        return Optional.of("its place in " + exported.channel() + " is not what its hash says");
      }
      // In order of positions: the newest of the channel comes last.
      channels.put(
          exported.channel(), new ChannelHead(row.epoch(), exported.seq(), exported.hash()));
    }
    return wrong;
  }

  /** What is wrong with the next event, if anything is. */
  public Optional<String> step(Entry entry) {
    EventRow row = entry.row();
    boolean startsEpoch = row.type().equals(EventCodec.EPOCH_STARTED);
    if (row.pos() != pos + 1 && !(startsEpoch && row.epoch() > epoch && row.pos() > pos)) {
      return Optional.of("position " + (pos + 1) + " is missing");
    }
    if (row.epoch() < epoch || row.epoch() > epoch && epoch != 0 && !startsEpoch) {
      return Optional.of("epoch " + row.epoch() + " after " + epoch);
    }
    if (!Arrays.equals(row.prevHash(), hash)) {
      return content(row).or(() -> Optional.of("the chain does not go on from the event before"));
    }
    if (row.recordedAt().isBefore(time)) {
      return Optional.of("recorded before the event that precedes it");
    }
    Optional<String> wrong = content(row).or(() -> stream(entry)).or(() -> channel(entry));
    pos = row.pos();
    epoch = row.epoch();
    hash = row.hash();
    time = row.recordedAt();
    return wrong;
  }

  private static Optional<String> content(EventRow row) {
    if (!Arrays.equals(row.payloadSha256(), Sha256.of(row.payload()))) {
      return Optional.of("the payload is not what its hash says");
    }
    return Arrays.equals(row.hash(), row.expectedHash())
        ? Optional.empty()
        : Optional.of("the event is not what its hash says");
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
    StreamEnd before = streams.get(row.streamId());
    long expected = before == null ? 1 : before.version() + 1;
    boolean ofBase = row.pos() <= floor.pos();
    if (row.streamVersion() != expected && !ofBase) {
      return Optional.of("version " + row.streamVersion() + " of " + key + ", not " + expected);
    }
    Provenance source = row.imported();
    streams.put(
        row.streamId(),
        new StreamEnd(
            key,
            row.streamVersion(),
            row.pos(),
            state(row, before),
            source == null ? null : new SourcePosition(source.epoch(), source.pos())));
    return Optional.empty();
  }

  private static @Nullable State state(EventRow row, @Nullable StreamEnd before) {
    if (row.type().endsWith(EventCodec.DELETED)) {
      return null;
    }
    if (!row.type().endsWith(EventCodec.UPSERTED)) {
      return before == null ? null : before.state();
    }
    return new State(
        row.streamVersion(),
        row.pos(),
        row.schemaVersion(),
        HexFormat.of().formatHex(row.payloadSha256()));
  }

  private Optional<String> channel(Entry entry) {
    EventRow row = entry.row();
    EventRow.Exported exported = row.exported();
    if (exported == null) {
      return Optional.empty();
    }
    ChannelHead end =
        channels.getOrDefault(
            exported.channel(), new ChannelHead(row.epoch(), 0, ExportChain.genesis()));
    boolean leap = row.type().equals(EventCodec.EPOCH_STARTED) && exported.seq() > end.seq();
    if (exported.seq() != end.seq() + 1 && !leap) {
      return Optional.of("number " + (end.seq() + 1) + " of " + exported.channel() + " is missing");
    }
    byte[] before = leap ? ExportChain.genesis() : end.hash();
    if (!Arrays.equals(exported.prevHash(), before)
        || !Arrays.equals(exported.hash(), linked(entry, exported, before))) {
      return Optional.of("the chain of " + exported.channel() + " is broken");
    }
    channels.put(exported.channel(), new ChannelHead(row.epoch(), exported.seq(), exported.hash()));
    return Optional.empty();
  }

  private byte[] linked(Entry entry, EventRow.Exported exported, byte[] before) {
    EventRow row = entry.row();
    ResourceKey key = entry.key();
    return ExportChain.next(
        before,
        new ExportChain.Link(
            logId,
            exported.channel().name(),
            row.epoch(),
            row.pos(),
            exported.seq(),
            row.type(),
            key == null ? "log" : key.toString(),
            row.payloadSha256()));
  }
}
