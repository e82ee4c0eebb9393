package io.meshlog.xds.policy.meshaccesslog;

import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.policy.ProxyLabels;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands in formats for facts that Envoy does not know; the others are Envoy's own. */
record Placeholders(Map<String, String> values) {
  private static final Pattern NAME = Pattern.compile("%(KUMA_[A-Z_]+)%");

  /** Who calls is not known; the destination is the proxy's first service, whatever the inbound. */
  static Placeholders ofInbound(ProxyDraft proxy) {
    return of(proxy, "unknown", ProxyLabels.service(proxy.dataplane()), "INBOUND");
  }

  static Placeholders ofOutbound(ProxyDraft proxy, String destination) {
    return of(proxy, ProxyLabels.service(proxy.dataplane()), destination, "OUTBOUND");
  }

  private static Placeholders of(
      ProxyDraft proxy, String source, String destination, String direction) {
    String address = Objects.requireNonNullElse(proxy.dataplane().spec().net().address(), "");
    String bracketed = address.indexOf(':') >= 0 ? '[' + address + ']' : address;
    return new Placeholders(
        Map.of(
            "KUMA_MESH",
            proxy.mesh().name(),
            "KUMA_ZONE",
            proxy.mesh().zone(),
            "KUMA_SOURCE_SERVICE",
            source,
            "KUMA_DESTINATION_SERVICE",
            destination,
            "KUMA_SOURCE_ADDRESS",
            bracketed + ":0",
            "KUMA_SOURCE_ADDRESS_WITHOUT_PORT",
            address,
            "KUMA_TRAFFIC_DIRECTION",
            direction,
            "KUMA_WORKLOAD",
            ProxyLabels.workload(proxy)));
  }

  /** A placeholder that is not ours stays. */
  String in(String format) {
    return NAME.matcher(format)
        .replaceAll(
            found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
  }
}
