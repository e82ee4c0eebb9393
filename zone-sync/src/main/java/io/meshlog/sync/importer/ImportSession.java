package io.meshlog.sync.importer;

import io.meshlog.events.envelope.Checkpoint;
import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.envelope.ZoneStatus.ChannelProgress;
import io.meshlog.events.state.StateDigest;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.store.imports.ImportCursor;
import io.meshlog.store.imports.ImportCursor.KafkaPlace;
import io.meshlog.store.imports.ImportOutcome;
import io.meshlog.store.imports.ImportedRecord;
import io.meshlog.sync.importer.DeadLetters.Letter;
import io.meshlog.sync.importer.Inspection.Refusal;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.TopicReader;
import io.meshlog.sync.resync.KeyFeed;
import io.meshlog.sync.resync.Staging;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One importer's work during one lease and one connection. Used by the importer's thread only. */
final class ImportSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImportSession.class);
  private static final Duration IMAGE_PATIENCE = Duration.ofSeconds(30);

  private final Channel channel;
  private final UUID source;
  private final String cluster;
  private final long term;
  private final ChannelImporter.Parts parts;
  private final Consumer<String, byte[]> consumer;
  private final java.util.function.Consumer<ChannelProgress> moved;
  private final Inspection inspection;
  private final TopicPartition partition;
  private final HeldContent held;
  private @Nullable KeyFeed keys;
  private @Nullable ImportCursor cursor;
  private @Nullable Boolean stateEqual;
  private boolean resyncedForDifference;

  ImportSession(
      Channel channel,
      UUID source,
      String cluster,
      long term,
      ChannelImporter.Parts parts,
      Consumer<String, byte[]> consumer,
      java.util.function.Consumer<ChannelProgress> moved) {
    this.channel = channel;
    this.source = source;
    this.cluster = cluster;
    this.term = term;
    this.parts = parts;
    this.consumer = consumer;
    this.moved = moved;
    this.inspection = new Inspection(parts.types(), channel);
    this.partition = Records.partition(Topics.log(channel));
    this.held = new HeldContent(channel, parts.live());
  }

  /** Finds the place to read on from; without one the channel's state is read first. */
  void begin() throws Exception {
    awaitImage();
    Optional<ImportCursor> known = parts.imports().cursor(source, channel);
    KafkaPlace place = known.map(ImportCursor::place).orElse(null);
    if (known.isEmpty() || place == null || known.get().seq() == 0) {
      resync("nothing is held yet");
      return;
    }
    cursor = known.get();
    if (cluster.equals(place.clusterId()) && partition.topic().equals(place.topic())) {
      consumer.seek(partition, place.nextOffset());
    } else {
      // Offsets of another cluster mean nothing; sequences do, and known events are dropped.
      consumer.seekToBeginning(List.of(partition));
    }
    tell();
  }

  /** Takes one poll's records into the log, in one transaction with the place to read on from. */
  void takeIn(ConsumerRecords<String, byte[]> polled) throws Exception {
    List<ImportedRecord> records = new ArrayList<>();
    Checkpoint checkpoint = null;
    long next = 0;
    for (ConsumerRecord<String, byte[]> record : polled.records(partition)) {
      next = record.offset() + 1;
      TopicRecord plain = Records.from(record);
      switch (EnvelopeReader.read(plain)) {
        case Received.OfEvent(ExportedEvent event, _) ->
            records.add(ImportedRecord.of(event, record.offset(), plain.value(), plain.headers()));
        case Received.OfCheckpoint(Checkpoint said) -> checkpoint = said;
        case Received.Unreadable(String reason) -> records.add(unusable(record, plain, reason));
        case Received.OfKey _, Received.OfStatus _, Received.OfFact _ ->
            records.add(unusable(record, plain, "no such record on a log topic"));
      }
    }
    inspection.takeRefusals();
    fetchKeys(records.stream().map(ImportedRecord::event).toList());
    ImportOutcome outcome =
        parts.imports().importBatch(source, channel, records, place(next), inspection, term);
    switch (outcome) {
      case ImportOutcome.Imported imported -> {
        moved(imported.cursor());
        if (imported.quarantined() > 0) {
          reportRefused(records);
        }
        reportQuarantine();
        if (checkpoint != null) {
          compare(checkpoint);
        }
      }
      case ImportOutcome.Gap gap ->
          resync("event " + gap.foundSeq() + " came where " + gap.expectedSeq() + " was due");
      case ImportOutcome.BrokenChain broken ->
          resync("event " + broken.seq() + " " + broken.detail());
      case ImportOutcome.EpochChanged changed -> resync("epoch " + changed.epoch() + " began");
      case ImportOutcome.LeaseLost() -> throw new LeaseOver();
    }
  }

  /** Someone else imports now; not a failure. */
  static final class LeaseOver extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private static ImportedRecord unusable(
      ConsumerRecord<String, byte[]> record, TopicRecord plain, String why) {
    return ImportedRecord.unreadable(
        plain.key(), why, record.offset(), plain.value(), plain.headers());
  }

  /** The quarantine has them; this tells people. */
  private void reportRefused(List<ImportedRecord> records) throws InterruptedException {
    List<Letter> letters = new ArrayList<>();
    Map<ExportedEvent, String> reasons = new IdentityHashMap<>();
    for (Refusal refusal : inspection.takeRefusals()) {
      reasons.put(refusal.event(), refusal.verdict().reason() + ": " + refusal.verdict().detail());
    }
    for (ImportedRecord record : records) {
      ExportedEvent event = record.event();
      String reason = event == null ? record.fault() : reasons.get(event);
      if (event != null && !event.logId().equals(source)) {
        reason = "from the log " + event.logId();
      }
      if (reason != null) {
        LOG.warn("{} of {} is in quarantine: {}", record.key(), channel, reason);
        letters.add(new Letter(record, reason));
      }
    }
    parts.deadLetters().send(partition.topic(), letters);
  }

  /** Why a quarantine is open, as the status tells it. */
  private void reportQuarantine() {
    List<String> open = parts.quarantine().open(channel);
    parts
        .troubles()
        .report(
            "quarantine " + channel,
            open.isEmpty() ? null : open.size() + " records, " + open.getFirst());
  }

  /** Keys are committed with the events that need them, and must be here before those. */
  private void fetchKeys(List<@Nullable ExportedEvent> events) throws SQLException {
    boolean sealed =
        events.stream()
            .filter(event -> event != null && event.key() != null)
            .anyMatch(event ->
                parts.types().byName(event.key().type()).map(ResourceType::sealed).orElse(false));
    if (sealed) {
      if (keys == null) {
        keys = new KeyFeed(parts.clients(), channel.owner(), source, parts.vault());
      }
      keys.catchUp();
      Set<String> missing = parts.vault().missingRingKeys();
      parts
          .troubles()
          .report("key ring", missing.isEmpty() ? null : "secrets need its keys " + missing);
    }
  }

  private void compare(Checkpoint said) throws Exception {
    ImportCursor now = cursor;
    if (now == null || !said.logId().equals(source) || said.epoch() < now.epoch()) {
      return;
    }
    if (said.epoch() > now.epoch() || said.seq() > now.seq()) {
      resync("the checkpoint at " + said.seq() + " came after " + now.seq());
      return;
    }
    if (said.seq() < now.seq()) {
      return;
    }
    awaitImage();
    stateEqual = Arrays.equals(held.digest().hash(), said.stateHash());
    tell();
    if (stateEqual) {
      resyncedForDifference = false;
      parts.troubles().report(difference(), null);
    } else if (!resyncedForDifference) {
      resyncedForDifference = true;
      resync("the state at " + said.seq() + " differs from its owner's");
    } else {
      parts.troubles().report(difference(), "state differs from its owner's at " + said.seq());
    }
  }

  private String difference() {
    return "state " + channel;
  }

  /**
   * Brings what we hold to what the channel's compacted topic says, as a difference, then follows
   * the log from where it ended before the reading began.
   */
  void resync(String why) throws Exception {
    LOG.info("reads the state of {}: {}", channel, why);
    TopicReader reader = new TopicReader(parts.clients());
    long noted = reader.end(Topics.log(channel));
    List<ImportedRecord> unusable = new ArrayList<>();
    Staging staging =
        new Staging(
            source,
            channel,
            (record, reason) ->
                unusable.add(
                    ImportedRecord.unreadable(
                        record.key(), reason, 0, record.value(), record.headers())));
    reader.readAll(Topics.state(channel), record -> staging.offer(Records.from(record)));
    awaitImage();
    Staging.End end = staging.end();
    if (end != null && !isBehind(end)) {
      apply(staging, end, unusable, noted);
    }
    consumer.seek(partition, noted);
    Checkpoint said = staging.checkpoint();
    if (said != null) {
      resyncedForDifference = true;
      compare(said);
    }
  }

  /** A topic that was wiped and is being filled again may know less than we do. */
  private boolean isBehind(Staging.End end) {
    ImportCursor now = cursor;
    return now != null
        && (end.epoch() < now.epoch() || end.epoch() == now.epoch() && end.seq() < now.seq());
  }

  private void apply(Staging staging, Staging.End end, List<ImportedRecord> unusable, long noted)
      throws Exception {
    StateDigest before = held.digest();
    List<ExportedEvent> puts = staging.toPut(before);
    List<ResourceKey> gone = staging.toDelete(before);
    fetchKeys(List.copyOf(puts));
    List<ImportedRecord> changed = new ArrayList<>(unusable);
    for (ExportedEvent event : puts) {
      changed.add(ImportedRecord.of(event, 0, null, Map.of()));
    }
    ImportCursor to =
        new ImportCursor(
            source, channel, end.epoch(), end.seq(), end.pos(), end.hash(), place(noted));
    int chunk = parts.clients().settings().batch();
    for (int from = 0; from < changed.size() - chunk; from += chunk) {
      send(to, changed.subList(from, from + chunk), List.of(), null);
    }
    int rest = Math.max(0, (changed.size() - 1) / chunk * chunk);
    send(to, changed.subList(rest, changed.size()), gone, to);
    LOG.info("{}: {} changed, {} gone, at {}", channel, puts.size(), gone.size(), end.seq());
    moved(to);
    awaitImage();
  }

  private void send(
      ImportCursor source,
      List<ImportedRecord> changed,
      List<ResourceKey> gone,
      @Nullable ImportCursor to)
      throws Exception {
    inspection.takeRefusals();
    ImportOutcome outcome = parts.imports().resync(source, changed, gone, to, inspection, term);
    reportRefused(changed);
    reportQuarantine();
    if (outcome instanceof ImportOutcome.LeaseLost) {
      throw new LeaseOver();
    }
  }

  private void moved(ImportCursor to) {
    if (cursor == null || cursor.seq() != to.seq() || cursor.epoch() != to.epoch()) {
      stateEqual = null;
    }
    cursor = to;
    tell();
  }

  private void tell() {
    ImportCursor now = cursor;
    if (now != null) {
      moved.accept(
          new ChannelProgress(
              channel.name(), source, now.epoch(), now.seq(), now.pos(), stateEqual));
    }
  }

  private KafkaPlace place(long nextOffset) {
    return new KafkaPlace(cluster, partition.topic(), partition.partition(), nextOffset, null);
  }

  /** Until the image shows what the log holds. */
  private void awaitImage() throws Exception {
    if (!parts.live().await(parts.reader().head().pos(), IMAGE_PATIENCE)) {
      throw new IllegalStateException("the image does not follow the log");
    }
  }

  @Override
  public void close() throws Exception {
    held.close();
    if (keys != null) {
      keys.close();
    }
  }
}
