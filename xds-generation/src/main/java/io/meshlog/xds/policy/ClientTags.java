package io.meshlog.xds.policy;

import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.resource.Tags;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The header by which a proxy tells others its tags (xds-generation.md 3.1). */
public final class ClientTags {
  public static final String HEADER = "x-kuma-tags";

  private ClientTags() {}

  /** With the tags of all inbounds; without an append action, as Kuma writes it. */
  public static HeaderValueOption header(DataplaneSpec dataplane) {
    return HeaderValueOption.newBuilder()
        .setHeader(HeaderValue.newBuilder().setKey(HEADER).setValue(value(dataplane)))
        .build();
  }

  /** A regular expression (RE2, whole text) for the headers of clients with all these tags. */
  public static String pattern(Tags tags) {
    StringBuilder out = new StringBuilder(".*");
    tags.values()
        .forEach((key, value) -> {
          out.append('&').append(quoted(key)).append('=');
          if (!value.equals("*")) {
            out.append("([^&]*,)?").append(quoted(value)).append("[,&]");
          }
          out.append(".*");
        });
    return out.toString();
  }

  private static String quoted(String text) {
    return text.replaceAll("[\\\\.+*?()|\\[\\]{}^$]", "\\\\$0");
  }

  /** {@code &a=1,2&&b=3&}: keys and the values of each in order. */
  static String value(DataplaneSpec dataplane) {
    SortedMap<String, SortedSet<String>> values = new TreeMap<>();
    for (Tags tags : dataplane.tagSets()) {
      tags.values()
          .forEach((key, value) -> values.computeIfAbsent(key, none -> new TreeSet<>()).add(value));
    }
    return values.entrySet().stream()
        .map(tag -> '&' + tag.getKey() + '=' + String.join(",", tag.getValue()) + '&')
        .collect(Collectors.joining());
  }
}
