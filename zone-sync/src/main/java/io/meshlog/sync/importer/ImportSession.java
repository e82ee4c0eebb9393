package io.meshlog.sync.importer;

import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.envelope.Checkpoint;
import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.envelope.ZoneStatus.ChannelProgress;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.imports.ImportCursor;
import io.meshlog.store.imports.ImportCursor.KafkaPlace;
import io.meshlog.store.imports.ImportOutcome;
import io.meshlog.store.imports.ImportedRecord;
import io.meshlog.sync.kafka.Records;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One importer's work during one lease and one connection. Used by the importer's thread only. */
final class ImportSession implements AutoCloseable {
  private static final Duration IMAGE_PATIENCE = Duration.ofSeconds(30);

  /** Offsets after which a quiet channel's place is saved, though nothing came but checkpoints. */
  private static final long QUIET_STRETCH = 500;

  private final Channel channel;
  private final UUID source;
  private final boolean successors;
  private final String cluster;
  private final long term;
  private final ChannelImporter.Parts parts;
  private final Consumer<String, byte[]> consumer;
  private final java.util.function.Consumer<ChannelProgress> moved;
  private final Inspection inspection;
  private final Refusals refusals;
  private final TopicPartition partition;
  private final HeldContent held;
  private final NeededKeys keys;
  private final SourceKeys signers;
  private final Resync resync;
  private @Nullable ImportCursor cursor;
  private @Nullable Boolean stateEqual;
  private boolean resyncedForDifference;
  private List<ResourceKey> unproven = List.of();

  /**
   * @param successors whether another log may take the source's place by beginning a higher epoch
   * @param quarantined told whether records of the channel wait for something better
   */
  ImportSession(
      Channel channel,
      UUID source,
      boolean successors,
      String cluster,
      long term,
      ChannelImporter.Parts parts,
      Consumer<String, byte[]> consumer,
      java.util.function.Consumer<ChannelProgress> moved,
      java.util.function.Consumer<Boolean> quarantined) {
    this.channel = channel;
    this.source = source;
    this.successors = successors;
    this.cluster = cluster;
    this.term = term;
    this.parts = parts;
    this.consumer = consumer;
    this.moved = moved;
    this.inspection = new Inspection(parts.types(), channel);
    this.refusals = new Refusals(channel, source, parts, inspection, quarantined);
    this.partition = Records.partition(Topics.log(channel));
    this.held = new HeldContent(channel, parts.changes());
    this.keys = new NeededKeys(channel, source, parts);
    this.signers = new SourceKeys(channel, source, parts, keys);
    this.resync =
        new Resync(channel, source, term, parts, inspection, refusals, keys, signers, this::place);
  }

  /** Someone else imports now; not a failure. */
  static final class LeaseOver extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** Another log speaks on the channel from now on; not a failure. */
  static final class Succeeded extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient UUID successor;

    Succeeded(UUID successor) {
      super("the log " + successor + " took the place of the one before");
      this.successor = successor;
    }

    UUID successor() {
      return successor;
    }
  }

  /** Finds the place to read on from; without one the channel's state is read first. */
  void begin() throws Exception {
    awaitImage();
    signers.begin();
    parts.imports().supported(channel);
    boolean quarantined = refusals.report();
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
    if (quarantined) {
      resync("records in quarantine are judged again");
    }
  }

  /** Takes one poll's records into the log, in one transaction with the place to read on from. */
  void takeIn(ConsumerRecords<String, byte[]> polled) throws Exception {
    List<ImportedRecord> records = new ArrayList<>();
    Checkpoint checkpoint = null;
    TopicRecord checkpointRecord = null;
    UUID successor = null;
    long next = 0;
    for (ConsumerRecord<String, byte[]> record : polled.records(partition)) {
      TopicRecord plain = Records.from(record);
      Received received = EnvelopeReader.read(plain);
      successor = successor(received);
      if (successor != null) {
        break;
      }
      next = record.offset() + 1;
      switch (received) {
        case Received.OfEvent(ExportedEvent event, _) ->
            records.add(ImportedRecord.of(event, record.offset(), plain.value(), plain.headers()));
        case Received.OfCheckpoint(Checkpoint said) -> {
          checkpoint = said;
          checkpointRecord = plain;
        }
        case Received.Unreadable(String reason) -> records.add(unusable(record, plain, reason));
        case Received.OfKey _, Received.OfSigningKeys _, Received.OfStatus _, Received.OfFact _ ->
            records.add(unusable(record, plain, "no such record on a log topic"));
      }
    }
    if (!records.isEmpty() || isLongStretch(next)) {
      importRecords(believed(records), next);
    }
    if (successor != null) {
      throw new Succeeded(successor);
    }
    if (checkpoint != null && checkpointRecord != null && isBelieved(checkpointRecord)) {
      compare(checkpoint);
    }
  }

  /** What our source did not sign is not its word, whatever place it claims in the sequence. */
  private List<ImportedRecord> believed(List<ImportedRecord> records) {
    List<ExportedEvent> events =
        records.stream()
            .map(ImportedRecord::event)
            .filter(event -> event != null && event.logId().equals(source))
            .toList();
    Map<ExportedEvent, String> faults = new IdentityHashMap<>();
    List<Optional<String>> found = signers.faults(events);
    for (int i = 0; i < events.size(); i++) {
      ExportedEvent event = events.get(i);
      found.get(i).ifPresent(fault -> faults.put(event, fault));
    }
    return records.stream()
        .map(record -> {
          String fault = record.event() == null ? null : faults.get(record.event());
          return fault == null
              ? record
              : ImportedRecord.forged(
                  record.key(), fault, record.offset(), record.value(), record.headers());
        })
        .toList();
  }

  private boolean isBelieved(TopicRecord checkpoint) {
    Optional<String> fault;
    try {
      fault =
          signers.fault(EnvelopeReader.statement(checkpoint), EnvelopeReader.signature(checkpoint));
    } catch (IllegalArgumentException e) {
      fault = Optional.of(String.valueOf(e.getMessage()));
    }
    parts.troubles().report("checkpoint " + channel, fault.orElse(null));
    return fault.isEmpty();
  }

  /** The log that begins a higher epoch in this record, where it may. */
  private @Nullable UUID successor(Received received) {
    ImportCursor now = cursor;
    return successors
            && now != null
            && received instanceof Received.OfEvent(ExportedEvent event, _)
            && event.ceType().equals(EventCodec.EPOCH_STARTED)
            && event.channel().equals(channel)
            && !event.logId().equals(source)
            && event.epoch() > now.epoch()
            && signers.mayFollow(event)
        ? event.logId()
        : null;
  }

  private boolean isLongStretch(long next) {
    KafkaPlace saved = cursor == null ? null : cursor.place();
    return saved == null || next - saved.nextOffset() > QUIET_STRETCH;
  }

  private void importRecords(List<ImportedRecord> records, long next) throws Exception {
    inspection.takeRefusals();
    keys.fetchFor(records.stream().map(ImportedRecord::event).toList(), signers.trusted());
    ImportOutcome outcome =
        parts.imports().importBatch(source, channel, records, place(next), inspection, term);
    switch (outcome) {
      case ImportOutcome.Imported imported -> {
        moved(imported.cursor());
        if (imported.quarantined() > 0) {
          refusals.tell(records);
        }
        refusals.report();
      }
      case ImportOutcome.Gap gap ->
          resync("event " + gap.foundSeq() + " came where " + gap.expectedSeq() + " was due");
      case ImportOutcome.BrokenChain broken ->
          resync("event " + broken.seq() + " " + broken.detail());
      case ImportOutcome.EpochChanged changed -> resync("epoch " + changed.epoch() + " began");
      case ImportOutcome.LeaseLost() -> throw new LeaseOver();
    }
  }

  private static ImportedRecord unusable(
      ConsumerRecord<String, byte[]> record, TopicRecord plain, String why) {
    return ImportedRecord.unreadable(
        plain.key(), why, record.offset(), plain.value(), plain.headers());
  }

  /** What the owner says it holds, beside what we hold: the proof that nothing is missing. */
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
    boolean doubts = !unproven.isEmpty();
    if (doubts && Arrays.equals(held.digest().hashWithout(unproven), said.stateHash())) {
      resync.sweep(now, unproven);
      awaitImage();
    }
    unproven = List.of();
    stateEqual = Arrays.equals(held.digest().hash(), said.stateHash());
    if (stateEqual) {
      resyncedForDifference = false;
      parts.imports().proven(channel);
    }
    boolean explained = refusals.report();
    if (!stateEqual && !resyncedForDifference && (doubts || !explained)) {
      resyncedForDifference = true;
      resync("the state at " + said.seq() + " differs from its owner's");
      return;
    }
    parts
        .troubles()
        .report(
            difference(),
            stateEqual || explained ? null : "state differs from its owner's at " + said.seq());
    tell();
  }

  private String difference() {
    return "state " + channel;
  }

  /** Reads the channel's state, then follows the log from where it ended before the reading. */
  void resync(String why) throws Exception {
    awaitImage();
    Resync.Reading reading = resync.read(why, held.digest());
    ExportedEvent successor = reading.staging().successor();
    if (successors && successor != null && signers.mayFollow(successor)) {
      throw new Succeeded(successor.logId());
    }
    awaitImage();
    ImportCursor to = resync.apply(reading, cursor, held.digest());
    refusals.report();
    consumer.seek(partition, reading.noted());
    if (to != null) {
      moved(to);
      awaitImage();
      unproven = reading.staging().notTold(held.digest());
    }
    Checkpoint said = reading.staging().checkpoint();
    if (said != null) {
      resyncedForDifference = true;
      compare(said);
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
    keys.close();
  }
}
