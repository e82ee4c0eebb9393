package io.meshlog.model.target;

import io.meshlog.model.resource.Violations;
import io.meshlog.model.target.MatchSpec.SniMatch;
import io.meshlog.model.target.MatchSpec.SpiffeMatch;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which client matches are acceptable (policies.md 1.2.1). */
public final class MatchRules {
  private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9._-]*");
  private static final Pattern SEGMENT = Pattern.compile("[a-zA-Z0-9._-]*");
  private static final Pattern DNS_NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final String SCHEME = "spiffe://";

  private MatchRules() {}

  /** What the schema refuses; see {@link TargetRefRules#schema}. */
  public static void schema(MatchSpec match, Violations at) {
    SpiffeMatch spiffe = match.spiffeID();
    if (spiffe != null) {
      Violations here = at.at("spiffeID");
      if (spiffe.type() == null) {
        here.add("type", "in body is required");
      } else if (!spiffe.type().equals("Exact") && !spiffe.type().equals("Prefix")) {
        here.add("type", "in body should be one of [Exact Prefix]");
      }
      if (spiffe.value() == null) {
        here.add("value", "in body is required");
      }
    }
    SniMatch sni = match.sni();
    if (sni != null && sni.type() != null && !sni.type().isEmpty() && !sni.type().equals("Exact")) {
      at.at("sni").add("type", "in body should be one of [Exact]");
    }
  }

  /** The collector stands at the match. */
  public static void validate(MatchSpec match, Violations at) {
    SpiffeMatch spiffe = match.spiffeID();
    SniMatch sni = match.sni();
    if (spiffe == null && sni == null) {
      at.add("must specify at least one of 'spiffeID' or 'sni'");
    }
    if (spiffe != null) {
      spiffeFault(spiffe.value() == null ? "" : spiffe.value())
          .ifPresent(fault -> at.add("spiffeID", "must be a valid Spiffe ID: " + fault));
    }
    if (sni != null) {
      sni(sni, at.at("sni"));
    }
  }

  private static void sni(SniMatch sni, Violations at) {
    if (sni.type() == null || sni.type().isEmpty()) {
      at.add("type", "must be set");
    }
    String value = sni.value();
    if (value == null || value.isEmpty()) {
      at.add("value", "must be set");
    } else if (value.length() > 253 || !DNS_NAME.matcher(value).matches()) {
      at.add(
          "value",
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-'"
              + " or '.', and must start and end with an alphanumeric character");
    }
  }

  /** Why a text is no SPIFFE ID, if so. */
  static Optional<String> spiffeFault(String id) {
    if (id.isEmpty()) {
      return Optional.of("cannot be empty");
    }
    if (!id.startsWith(SCHEME)) {
      return Optional.of("scheme is missing or invalid");
    }
    String rest = id.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    String domain = slash < 0 ? rest : rest.substring(0, slash);
    if (domain.isEmpty()) {
      return Optional.of("trust domain is missing");
    }
    if (!TRUST_DOMAIN.matcher(domain).matches()) {
      return Optional.of(
          "trust domain characters are limited to lowercase letters, numbers, dots, dashes, and"
              + " underscores");
    }
    return slash < 0 ? Optional.empty() : pathFault(rest.substring(slash + 1));
  }

  private static Optional<String> pathFault(String path) {
    String[] segments = path.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      String segment = segments[i];
      if (segment.isEmpty()) {
        boolean last = i == segments.length - 1;
        return Optional.of(
            last ? "path cannot have a trailing slash" : "path cannot contain empty segments");
      }
      if (segment.equals(".") || segment.equals("..")) {
        return Optional.of("path cannot contain dot segments");
      }
      if (!SEGMENT.matcher(segment).matches()) {
        return Optional.of(
            "path segment characters are limited to letters, numbers, dots, dashes, and"
                + " underscores");
      }
    }
    return Optional.empty();
  }
}
