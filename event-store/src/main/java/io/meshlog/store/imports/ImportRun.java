package io.meshlog.store.imports;

import io.meshlog.events.chain.ExportChain;
import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.event.Provenance;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.imports.ContentCheck.Reason;
import io.meshlog.store.imports.ContentCheck.Verdict.Accepted;
import io.meshlog.store.imports.ContentCheck.Verdict.Refused;
import io.meshlog.store.imports.ImportCursor.KafkaPlace;
import io.meshlog.store.lease.RoleLease;
import io.meshlog.store.log.LogTransaction;
import io.meshlog.store.log.SourcePosition;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Judges and applies the records of one batch inside an open log transaction. */
final class ImportRun {
  private final LogTransaction transaction;
  private final QuarantineRows quarantine;
  private final ContentCheck check;
  private final KafkaPlace place;
  private ImportCursor cursor;
  private int appended;
  private int dropped;
  private int quarantined;

  /**
   * @param place where to read on when the batch goes through
   */
  ImportRun(LogTransaction transaction, ImportCursor cursor, KafkaPlace place, ContentCheck check)
      throws SQLException {
    this.transaction = transaction;
    this.cursor = cursor;
    this.place = place;
    this.check = check;
    this.quarantine =
        new QuarantineRows(
            transaction.connection(), cursor.logId(), cursor.channel(), transaction.now());
  }

  /** Takes the records in order, up to the first that stops the channel. */
  ImportOutcome follow(List<ImportedRecord> records) throws SQLException {
    for (ImportedRecord record : records) {
      ImportOutcome obstacle = take(record);
      if (obstacle != null) {
        return obstacle;
      }
    }
    cursor = at(place);
    return new ImportOutcome.Imported(appended, dropped, quarantined, cursor);
  }

  /** Takes records of a state in whatever order; the sequence does not apply to them. */
  int takeState(List<ImportedRecord> records) throws SQLException {
    for (ImportedRecord record : records) {
      ExportedEvent event = record.event();
      if (event == null) {
        hold(record, Objects.requireNonNull(record.reason()), String.valueOf(record.fault()));
      } else if (!event.logId().equals(cursor.logId())) {
        hold(record, Reason.WRONG_LOG, "from log " + event.logId());
      } else {
        apply(record, event);
      }
    }
    return appended;
  }

  /** What stops the channel at this record, or null. */
  private @Nullable ImportOutcome take(ImportedRecord record) throws SQLException {
    ExportedEvent event = record.event();
    if (event == null) {
      hold(record, Objects.requireNonNull(record.reason()), String.valueOf(record.fault()));
      return null;
    }
    if (!event.logId().equals(cursor.logId())) {
      hold(record, Reason.WRONG_LOG, "from log " + event.logId());
      return null;
    }
    if (event.epoch() < cursor.epoch()
        || event.epoch() == cursor.epoch() && event.seq() <= cursor.seq()) {
      dropped++;
      return null;
    }
    if (event.epoch() > cursor.epoch() && event.ceType().equals(EventCodec.EPOCH_STARTED)) {
      boolean seamless = event.isIntact() && Arrays.equals(event.prevHash(), ExportChain.genesis());
      if (seamless) {
        // The cursor stays before it until the state is read: a crash must come here again.
        return new ImportOutcome.EpochChanged(event.epoch(), cursor);
      }
    }
    boolean first = cursor.epoch() == 0;
    if (event.seq() != cursor.seq() + 1 || !first && event.epoch() != cursor.epoch()) {
      return new ImportOutcome.Gap(cursor.seq() + 1, event.seq(), cursor);
    }
    if (!event.isIntact() || !Arrays.equals(event.prevHash(), cursor.hash())) {
      String detail = event.isIntact() ? "does not follow the event before it" : "is not intact";
      hold(record, Reason.BROKEN_CHAIN, detail);
      return new ImportOutcome.BrokenChain(event.seq(), detail, cursor);
    }
    apply(record, event);
    advance(event, record.offset());
    return null;
  }

  private void apply(ImportedRecord record, ExportedEvent event) throws SQLException {
    ResourceKey key = event.key();
    if (key == null) {
      return;
    }
    SourcePosition place = new SourcePosition(event.epoch(), event.pos());
    SourcePosition held = transaction.sourceOf(key).orElse(null);
    if (held != null && held.compareTo(place) >= 0) {
      dropped++;
      return;
    }
    switch (check.check(event, transaction.state())) {
      case Refused(Reason reason, String detail) -> hold(record, reason, detail);
      case Accepted accepted -> {
        quarantine.clear(record.key());
        if (!accepted.supported()) {
          hold(record, Reason.UNSUPPORTED, "type " + key.type() + " is not known here");
        }
        append(accepted, event);
      }
    }
  }

  /** What says nothing new, such as a state said again in a new epoch, makes no event here. */
  private void append(Accepted accepted, ExportedEvent event) throws SQLException {
    if (transaction.changesNothing(accepted.event(), accepted.encoded())) {
      return;
    }
    EventMeta meta = new EventMeta("system:" + RoleLease.IMPORT, null, null, event.traceparent());
    Provenance source =
        new Provenance(event.logId(), event.epoch(), event.pos(), event.channel(), event.seq());
    transaction.appendImported(
        accepted.event(), accepted.encoded(), meta, source, event.signature());
    appended++;
  }

  private void hold(ImportedRecord record, Reason reason, String detail) throws SQLException {
    if (quarantine.add(record, place.topic(), place.partition(), reason, detail)) {
      quarantined++;
    }
  }

  private void advance(ExportedEvent event, long offset) {
    cursor =
        new ImportCursor(
            cursor.logId(),
            cursor.channel(),
            event.epoch(),
            event.seq(),
            event.pos(),
            event.hash(),
            new KafkaPlace(
                place.clusterId(),
                place.topic(),
                place.partition(),
                offset + 1,
                place.leaderEpoch()));
  }

  private ImportCursor at(KafkaPlace next) {
    return new ImportCursor(
        cursor.logId(),
        cursor.channel(),
        cursor.epoch(),
        cursor.seq(),
        cursor.pos(),
        cursor.hash(),
        next);
  }

  int quarantined() {
    return quarantined;
  }

  ImportCursor cursor() {
    return cursor;
  }
}
