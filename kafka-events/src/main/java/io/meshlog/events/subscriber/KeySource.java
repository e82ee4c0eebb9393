package io.meshlog.events.subscriber;

import io.meshlog.events.signature.TrustedKeys;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Whose signatures a subscriber believes. Used by one subscription's thread. */
public interface KeySource {

  /** The keys of a log; empty: that log is not to be believed at all. */
  Optional<TrustedKeys> of(UUID logId);

  /** Looks again, after a record was met that no known key has signed. */
  default void refresh() {}

  /** The logs of these keys and no others. */
  static KeySource given(TrustedKeys... keys) {
    Map<UUID, TrustedKeys> byLog = new HashMap<>();
    for (TrustedKeys each : keys) {
      byLog.put(each.logId(), each);
    }
    return logId -> Optional.ofNullable(byLog.get(logId));
  }
}
