package io.meshlog.sync.status;

import io.meshlog.store.lease.RoleLease;
import java.util.Locale;
import java.util.Optional;

/**
 * The stable names of what can be wrong with the sync, and the role whose player says so. Derived
 * from the part that reports it, so that whoever reports need not know them. Pure.
 */
final class ReasonCode {
  static final String NAME_CONFLICT = "NAME_CONFLICT";

  /** Something to know of that does not make a zone degraded. */
  static final String NOTE = "NOTE";

  static final String SILENT = "SILENT";
  static final String DATABASE = "DATABASE_UNAVAILABLE";
  private static final String INSIGHTS = "publish insight";

  private ReasonCode() {}

  static String of(String part, String sentence) {
    return switch (firstWord(part)) {
      case "publish" ->
          part.equals(INSIGHTS)
              ? "INSIGHTS_NOT_SENT"
              : sentence.startsWith("NameConflict")
                  ? NAME_CONFLICT
                  : sentence.startsWith("failed") ? "PUBLISH_FAILED" : "PUBLISH_REFUSED";
      case "import" -> "IMPORT_FAILED";
      case "quarantine" -> "QUARANTINE";
      case "state" -> "STATE_DIFFERS";
      case "key" -> "KEY_MISSING";
      case "registry" -> "REGISTRY_FAILED";
      case "arrivals" -> "ARRIVALS_FAILED";
      case "follow" -> "STATUS_UNREADABLE";
      case "NameConflict" -> NAME_CONFLICT;
      default -> firstWord(part).toUpperCase(Locale.ROOT).replace('-', '_');
    };
  }

  /** Empty when every replica may say it of itself. */
  static Optional<String> role(String part) {
    if (part.equals(INSIGHTS)) {
      return Optional.empty();
    }
    return Optional.of(firstWord(part).equals("publish") ? RoleLease.PUBLISH : RoleLease.IMPORT);
  }

  private static String firstWord(String part) {
    int space = part.indexOf(' ');
    return space < 0 ? part : part.substring(0, space);
  }
}
