package io.meshlog.model.legacy.meshgateway;

import io.meshlog.model.resource.Violations;
import java.util.regex.Pattern;

/** Hostnames of a gateway: a domain, {@code *.} and a domain, or {@code *}. */
final class HostnameRules {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern DOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final int MAX = 253;
  private static final String WILDCARD = "*.";

  private HostnameRules() {}

  static void validate(String hostname, Violations at) {
    if (hostname.equals("*")) {
      return;
    }
    if (hostname.length() > MAX) {
      at.add("must be at most 253 characters");
    }
    if (hostname.startsWith(WILDCARD)) {
      if (!DOMAIN.matcher(hostname.substring(WILDCARD.length())).matches()) {
        at.add("invalid wildcard domain");
      }
    } else if (!DOMAIN.matcher(hostname).matches()) {
      at.add("invalid hostname");
    }
  }
}
