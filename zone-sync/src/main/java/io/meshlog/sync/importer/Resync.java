package io.meshlog.sync.importer;

import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.state.StateDigest;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.imports.ImportCursor;
import io.meshlog.store.imports.ImportOutcome;
import io.meshlog.store.imports.ImportedRecord;
import io.meshlog.sync.importer.ImportSession.LeaseOver;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.TopicReader;
import io.meshlog.sync.resync.Staging;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what we hold of a channel to what its compacted topic says, as a difference: only real
 * changes reach the log. What the topic says nothing of goes when the topic is proven whole, never
 * before: a topic that was wiped and is being filled again must not empty anyone. One importer's
 * thread.
 */
final class Resync {
  private static final Logger LOG = LoggerFactory.getLogger(Resync.class);

  private final Channel channel;
  private final UUID source;
  private final long term;
  private final ChannelImporter.Parts parts;
  private final Inspection inspection;
  private final Refusals refusals;
  private final NeededKeys keys;
  private final SourceKeys signers;
  private final PlaceAt places;
  private final TopicReader reader;

  /** The place in the {@code log} topic with an offset. */
  @FunctionalInterface
  interface PlaceAt {
    ImportCursor.KafkaPlace at(long nextOffset);
  }

  Resync(
      Channel channel,
      UUID source,
      long term,
      ChannelImporter.Parts parts,
      Inspection inspection,
      Refusals refusals,
      NeededKeys keys,
      SourceKeys signers,
      PlaceAt places) {
    this.channel = channel;
    this.source = source;
    this.term = term;
    this.parts = parts;
    this.inspection = inspection;
    this.refusals = refusals;
    this.keys = keys;
    this.signers = signers;
    this.places = places;
    this.reader = new TopicReader(parts.clients());
  }

  /** What was read of a channel's state, and where its log goes on. */
  record Reading(Staging staging, List<ImportedRecord> unusable, long noted) {}

  /**
   * The log's end is noted before the state is read: whatever is missed here comes there.
   *
   * @param held what we hold: what the topic says of it in the same words needs no other proof
   */
  Reading read(String why, StateDigest held) throws InterruptedException {
    LOG.info("reads the state of {}: {}", channel, why);
    long noted = reader.end(Topics.log(channel));
    List<ImportedRecord> unusable = new ArrayList<>();
    Staging staging =
        new Staging(
            source,
            channel,
            held,
            signers,
            new Staging.Unusable() {
              @Override
              public void unreadable(TopicRecord record, String reason) {
                unusable.add(
                    ImportedRecord.unreadable(
                        record.key(), reason, 0, record.value(), record.headers()));
              }

              @Override
              public void forged(TopicRecord record, String reason) {
                unusable.add(
                    ImportedRecord.forged(
                        record.key(), reason, 0, record.value(), record.headers()));
              }
            });
    reader.readAll(Topics.state(channel), record -> staging.offer(Records.from(record)));
    staging.settle();
    return new Reading(staging, unusable, noted);
  }

  /**
   * @param cursor where we stand now; null before the first record
   * @param held what we hold at this moment
   * @return where we stand then; null when the state knows nothing new
   * @throws IllegalStateException when the state belongs to an epoch that was not begun in order
   */
  @Nullable ImportCursor apply(Reading reading, @Nullable ImportCursor cursor, StateDigest held)
      throws Exception {
    Staging staging = reading.staging();
    Staging.End end = staging.end();
    if (end == null || isBehind(end, cursor)) {
      return null;
    }
    if (!staging.isEpochStarted()) {
      throw new IllegalStateException("epoch " + end.epoch() + " came without its start");
    }
    List<ExportedEvent> puts = staging.toPut(held);
    List<ResourceKey> gone = new ArrayList<>(staging.toDelete(held));
    if (staging.isProven()) {
      gone.addAll(staging.notTold(held));
    }
    keys.fetchFor(List.copyOf(puts), signers.trusted());
    List<ImportedRecord> changed = new ArrayList<>(reading.unusable());
    for (ExportedEvent event : puts) {
      changed.add(ImportedRecord.of(event, 0, null, Map.of()));
    }
    ImportCursor to =
        new ImportCursor(
            source,
            channel,
            end.epoch(),
            end.seq(),
            end.pos(),
            end.hash(),
            places.at(reading.noted()));
    send(to, changed, gone);
    LOG.info("{}: {} changed, {} gone, at {}", channel, puts.size(), gone.size(), end.seq());
    return to;
  }

  /** A topic that was wiped and is being filled again may know less than we do. */
  private static boolean isBehind(Staging.End end, @Nullable ImportCursor now) {
    return now != null
        && (end.epoch() < now.epoch() || end.epoch() == now.epoch() && end.seq() < now.seq());
  }

  /** Deletes what a checkpoint has proven to be gone. */
  void sweep(ImportCursor at, List<ResourceKey> gone) throws Exception {
    LOG.info("{}: {} proven to be gone", channel, gone.size());
    send(at, List.of(), gone);
  }

  /** A big difference in parts, so that no transaction holds the log for long. */
  private void send(ImportCursor to, List<ImportedRecord> changed, List<ResourceKey> gone)
      throws Exception {
    int part = parts.clients().settings().batch();
    if (changed.size() + gone.size() <= part) {
      send(to, changed, gone, to);
      return;
    }
    for (int from = 0; from < changed.size(); from += part) {
      send(to, changed.subList(from, Math.min(from + part, changed.size())), List.of(), null);
    }
    for (int from = 0; from < gone.size(); from += part) {
      send(to, List.of(), gone.subList(from, Math.min(from + part, gone.size())), null);
    }
    send(to, List.of(), List.of(), to);
  }

  private void send(
      ImportCursor from,
      List<ImportedRecord> changed,
      List<ResourceKey> gone,
      @Nullable ImportCursor to)
      throws Exception {
    inspection.takeRefusals();
    ImportOutcome outcome = parts.imports().resync(from, changed, gone, to, inspection, term);
    if (outcome instanceof ImportOutcome.LeaseLost) {
      throw new LeaseOver();
    }
    if (outcome instanceof ImportOutcome.Imported imported && imported.quarantined() > 0) {
      refusals.tell(changed);
    }
  }
}
