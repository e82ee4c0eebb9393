package io.meshlog.xds.baseline;

import io.meshlog.model.json.SpecJson;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.draft.ProxyDraft;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the host of a transparent proxy gets to know of the mesh's names (xds-generation.md 3.6).
 */
final class MeshDns {
  static final int TTL_S = 30;

  private MeshDns() {}

  /**
   * Whether the questions of its host are led to it: kuma-dp says so, or, where the Dataplane has
   * the transparent proxy, where they are to be answered.
   */
  static boolean wanted(ProxyDraft draft) {
    ProxyFacts facts = draft.facts();
    boolean byDataplane = draft.redirects().enabled() && !facts.redirects().enabled();
    boolean led = facts.dnsRedirect() || byDataplane && facts.dnsPort() > 0;
    return led && !facts.has(ProxyFacts.BIND_OUTBOUNDS);
  }

  /**
   * An IPv6 client gets the address in the form in which its host speaks IPv4 to it: it is led to
   * the same listener.
   */
  static List<String> addresses(ProxyDraft draft, String address) {
    return draft.redirects().ipv6() ? List.of(address, mapped(address)) : List.of(address);
  }

  private static String mapped(String ipv4) {
    String[] octets = ipv4.split("\\.");
    return "::ffff:" + group(octets[0], octets[1]) + ':' + group(octets[2], octets[3]);
  }

  private static String group(String high, String low) {
    return Integer.toHexString(Integer.parseInt(high) << 8 | Integer.parseInt(low));
  }

  /** What kuma-dp's own DNS answers. */
  static ObjectNode body(ProxyDraft draft) {
    ObjectNode body = SpecJson.plain().createObjectNode();
    ArrayNode records = body.putArray("records");
    draft
        .hostnames()
        .forEach((name, address) -> {
          ArrayNode ips = records.addObject().put("name", name).putArray("ips");
          addresses(draft, address).forEach(ips::add);
        });
    body.put("ttl", TTL_S);
    body.putObject("extraLabels")
        .put("mesh", draft.mesh().name())
        .put("kuma_io_zone", draft.mesh().zone());
    return body;
  }
}
