package io.meshlog.sync.importer;

import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Channel;
import io.meshlog.store.imports.ImportedRecord;
import io.meshlog.sync.importer.DeadLetters.Letter;
import io.meshlog.sync.importer.Inspection.Refusal;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people of the records of one channel that were not taken in: the quarantine in the store
 * has them. One importer's thread.
 */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final Channel channel;
  private final UUID source;
  private final ChannelImporter.Parts parts;
  private final Inspection inspection;
  private final Consumer<Boolean> quarantined;

  /**
   * @param quarantined told whether a quarantine is open
   */
  Refusals(
      Channel channel,
      UUID source,
      ChannelImporter.Parts parts,
      Inspection inspection,
      Consumer<Boolean> quarantined) {
    this.quarantined = quarantined;
    this.channel = channel;
    this.source = source;
    this.parts = parts;
    this.inspection = inspection;
  }

  /** Writes a dead letter for each of these records that the inspection or the format refused. */
  void tell(List<ImportedRecord> records) throws InterruptedException {
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
    parts.deadLetters().send(Topics.log(channel).name(), letters);
  }

  /**
   * Why a quarantine is open, as the status tells it.
   *
   * @return whether one is
   */
  boolean report() {
    List<String> open = parts.quarantine().open(channel);
    parts
        .troubles()
        .report(
            "quarantine " + channel,
            open.isEmpty() ? null : open.size() + " records, " + open.getFirst());
    quarantined.accept(!open.isEmpty());
    return !open.isEmpty();
  }
}
