package io.meshlog.store.imports;

import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.store.imports.ContentCheck.Reason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record from outside on its way into the log.
 *
 * @param event null when the record is not the owner's: {@code fault} says why
 * @param reason the kind of fault; null for an event
 * @param key of the record
 * @param offset where it was read, for the quarantine
 * @param value and {@code headers}: kept if it is quarantined
 */
public record ImportedRecord(
    @Nullable ExportedEvent event,
    @Nullable Reason reason,
    @Nullable String fault,
    String key,
    long offset,
    byte @Nullable [] value,
    Map<String, String> headers) {

  public ImportedRecord {
    headers = Map.copyOf(headers);
    if ((event == null) == (fault == null) || (fault == null) != (reason == null)) {
      throw new IllegalArgumentException("a record is either an event or faulty");
    }
  }

  public static ImportedRecord of(
      ExportedEvent event, long offset, byte @Nullable [] value, Map<String, String> headers) {
    return new ImportedRecord(event, null, null, event.subject(), offset, value, headers);
  }

  public static ImportedRecord unreadable(
      String key, String fault, long offset, byte @Nullable [] value, Map<String, String> headers) {
    return new ImportedRecord(null, Reason.UNREADABLE, fault, key, offset, value, headers);
  }

  /** A record that its channel's owner did not sign: whatever it says of its place is not so. */
  public static ImportedRecord forged(
      String key, String fault, long offset, byte @Nullable [] value, Map<String, String> headers) {
    return new ImportedRecord(null, Reason.BAD_SIGNATURE, fault, key, offset, value, headers);
  }
}
