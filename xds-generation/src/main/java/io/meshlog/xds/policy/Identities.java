package io.meshlog.xds.policy;

import io.meshlog.model.target.MatchSpec.SpiffeMatch;
import java.util.Objects;

/**
 * How to find a SPIFFE ID in what Envoy says of a client's certificate. Envoy joins all URI names
 * with commas, and a mesh's certificates have several (xds-generation.md 4.2), so a plain
 * comparison would never hold: the pattern looks at each.
 */
public final class Identities {
  private Identities() {}

  /** A regular expression (RE2, whole text) over the joined names. */
  public static String pattern(SpiffeMatch match) {
    StringBuilder out = new StringBuilder("(.*,)?");
    for (char c : Objects.requireNonNullElse(match.value(), "").toCharArray()) {
      if ("\\.+*?()|[]{}^$".indexOf(c) >= 0) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.append(match.exact() ? "(,.*)?" : ".*").toString();
  }
}
