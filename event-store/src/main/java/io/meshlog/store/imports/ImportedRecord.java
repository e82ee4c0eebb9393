package io.meshlog.store.imports;

import io.meshlog.events.envelope.ExportedEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record from outside on its way into the log.
 *
 * @param event null when the record could not be read as one; {@code fault} says why
 * @param key of the record
 * @param offset where it was read, for the quarantine
 * @param value and {@code headers}: kept if it is quarantined
 */
public record ImportedRecord(
    @Nullable ExportedEvent event,
    @Nullable String fault,
    String key,
    long offset,
    byte @Nullable [] value,
    Map<String, String> headers) {

  public ImportedRecord {
    headers = Map.copyOf(headers);
    if ((event == null) == (fault == null)) {
      throw new IllegalArgumentException("a record is either an event or faulty");
    }
  }

  public static ImportedRecord of(
      ExportedEvent event, long offset, byte @Nullable [] value, Map<String, String> headers) {
    return new ImportedRecord(event, null, event.subject(), offset, value, headers);
  }

  public static ImportedRecord unreadable(
      String key, String fault, long offset, byte @Nullable [] value, Map<String, String> headers) {
    return new ImportedRecord(null, fault, key, offset, value, headers);
  }
}
