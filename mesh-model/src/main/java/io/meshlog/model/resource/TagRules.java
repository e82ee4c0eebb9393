package io.meshlog.model.resource;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Syntax of tags, and which keys below {@code kuma.io/} users may set
 * (rest-and-dataplane-protocol.md 7.1, and issue 3).
 */
public final class TagRules {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9.\\-_:/]*");
  private static final Pattern VALUE = Pattern.compile("[a-zA-Z0-9.\\-_:]*");
  private static final String RESERVED = "kuma.io/";
  private static final Set<String> OURS = Set.of(Tags.SERVICE, Tags.PROTOCOL, Tags.ZONE);

  /** More than users are told of: the last two are proxied as TCP. */
  private static final Set<String> PROTOCOLS =
      Set.of("grpc", "http", "http2", "kafka", "tcp", "tls", "mysql");

  private static final String ALLOWED = "Allowed values: grpc, http, http2, kafka, tcp";

  public static final String SERVICE_MISSING = "mandatory tag \"kuma.io/service\" is missing";

  private TagRules() {}

  /** Adds violations at {@code <here>.<field>["key"]}. */
  public static void syntax(Tags tags, Violations here, String field) {
    tags.values()
        .forEach((key, value) -> {
          Violations at = here.atKey(field, key);
          name(key, here.at(field));
          if (value.isEmpty()) {
            at.add("tag value must be non-empty");
          }
          if (!VALUE.matcher(value).matches()) {
            at.add(
                "tag value must consist of alphanumeric characters, dots, dashes and underscores");
          }
        });
  }

  /** Whether it may name a tag, the empty text included. */
  public static boolean nameSyntax(String key) {
    return NAME.matcher(key).matches();
  }

  /** Refuses a key that names no tag. {@code tags} stands at the tags. */
  static void name(String key, Violations tags) {
    if (key.isEmpty()) {
      tags.add("tag name must be non-empty");
    }
    if (!nameSyntax(key)) {
      tags.key(key)
          .add(
              "tag name must consist of alphanumeric characters, dots, dashes, slashes and"
                  + " underscores");
    }
  }

  /** Tags that describe a workload: other keys below {@code kuma.io/} belong to Meshlog. */
  public static void reserved(Tags tags, Violations here, String field) {
    tags.values().keySet().stream()
        .filter(key -> key.startsWith(RESERVED) && !OURS.contains(key))
        .forEach(
            key -> here.atKey(field, key).add("tag names that begin with kuma.io/ are reserved"));
  }

  public static boolean protocol(String text) {
    return PROTOCOLS.contains(text.toLowerCase(Locale.ROOT));
  }

  /** The end of a message about a protocol that is none. */
  public static String invalidProtocol(String value) {
    return "has an invalid value \"" + value + "\". " + ALLOWED;
  }
}
