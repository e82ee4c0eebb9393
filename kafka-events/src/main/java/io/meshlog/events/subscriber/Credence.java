package io.meshlog.events.subscriber;

import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.EventHeaders;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.signature.TrustedKeys;
import io.meshlog.events.signature.Verdict;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether a record is what its log's owner signed. Without a source of keys all are believed. */
final class Credence {
  private final @Nullable KeySource keys;

  Credence(@Nullable KeySource keys) {
    this.keys = keys;
  }

  /** Why the record is not to be believed; empty when it is. */
  Optional<String> doubt(TopicRecord record) {
    if (keys == null) {
      return Optional.empty();
    }
    try {
      Verdict verdict = verdict(keys, record);
      if (verdict == null || verdict instanceof Verdict.UnknownKey) {
        keys.refresh();
        verdict = verdict(keys, record);
      }
      return switch (verdict) {
        case null ->
            Optional.of("of log " + record.header(EventHeaders.LOG_ID) + ", which is not known");
        case Verdict.Valid _, Verdict.Unsigned _ -> Optional.empty();
        case Verdict.UnknownKey(String id) ->
            Optional.of("signed by key " + id + ", which is not known");
        case Verdict.Forged(String reason) -> Optional.of(reason);
      };
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Verdict verdict(KeySource keys, TopicRecord record) {
    String logId = record.header(EventHeaders.LOG_ID);
    TrustedKeys trusted = logId == null ? null : keys.of(UUID.fromString(logId)).orElse(null);
    return trusted == null
        ? null
        : trusted.check(EnvelopeReader.statement(record), EnvelopeReader.signature(record));
  }
}
