package io.meshlog.model.target;

import org.jspecify.annotations.Nullable;

/** Which clients a rule is about; both parts must hold (policies.md 1.2.1). */
public record MatchSpec(@Nullable SpiffeMatch spiffeID, @Nullable SniMatch sni) {

  /**
   * @param type Exact or Prefix
   */
  public record SpiffeMatch(@Nullable String type, @Nullable String value) {
    public boolean exact() {
      return "Exact".equals(type);
    }
  }

  /**
   * @param type Exact
   */
  public record SniMatch(@Nullable String type, @Nullable String value) {}

  /** Whether every client that {@code other} admits is admitted here too. */
  public boolean covers(MatchSpec other) {
    return covers(spiffeID, other.spiffeID) && (sni == null || sni.equals(other.sni));
  }

  private static boolean covers(@Nullable SpiffeMatch wide, @Nullable SpiffeMatch narrow) {
    if (wide == null || wide.equals(narrow)) {
      return true;
    }
    return narrow != null
        && !wide.exact()
        && wide.value() != null
        && narrow.value() != null
        && narrow.value().startsWith(wide.value());
  }
}
