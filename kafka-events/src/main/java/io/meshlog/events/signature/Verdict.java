package io.meshlog.events.signature;

import java.util.Optional;

/** What a signature is worth. */
public sealed interface Verdict {

  /** Signed by a key that is believed. */
  record Valid(String keyId) implements Verdict {}

  /**
   * Not signed, and written before its log announced a key: by an older version, to be believed as
   * far as its chain is.
   */
  record Unsigned() implements Verdict {}

  /** Signed by a key that is not known of this log; it may be announced and not yet heard of. */
  record UnknownKey(String keyId) implements Verdict {}

  /** Not what the owner of the log wrote; the reason is for people. */
  record Forged(String reason) implements Verdict {}

  /** Whether the record may be believed. */
  default boolean acceptable() {
    return fault().isEmpty();
  }

  /** Why the record may not be believed, for people; empty when it may. */
  default Optional<String> fault() {
    return switch (this) {
      case Valid _, Unsigned _ -> Optional.empty();
      case UnknownKey(String keyId) ->
          Optional.of("signed with key " + keyId + ", which its log has not announced");
      case Forged(String reason) -> Optional.of(reason);
    };
  }
}
