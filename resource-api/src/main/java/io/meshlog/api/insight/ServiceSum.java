package io.meshlog.api.insight;

import io.meshlog.model.json.SpecJson;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** One {@code kuma.io/service} of a mesh. Mutable, for one thread, while a sum is made. */
final class ServiceSum {
  /** In Kuma's words. Internal is its default, which is not printed. */
  enum Kind {
    INTERNAL("internal"),
    EXTERNAL("external"),
    GATEWAY_DELEGATED("gateway_delegated"),
    GATEWAY_BUILTIN("gateway_builtin");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  private final Kind kind;
  private final Count proxies = new Count();
  private final SortedMap<String, Integer> issuedBackends = new TreeMap<>();
  private final SortedSet<String> zones = new TreeSet<>();

  ServiceSum(Kind kind) {
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /**
   * @param online whether this proxy serves the service
   */
  void add(boolean online, String issuedBackend, String zone) {
    proxies.add(online ? Standing.ONLINE : Standing.OFFLINE);
    if (!issuedBackend.isEmpty()) {
      issuedBackends.merge(issuedBackend, 1, Integer::sum);
    }
    in(zone);
  }

  void in(String zone) {
    if (!zone.isEmpty()) {
      zones.add(zone);
    }
  }

  Standing standing() {
    if (proxies.online() == 0) {
      return Standing.OFFLINE;
    }
    return proxies.online() == proxies.total() ? Standing.ONLINE : Standing.PARTIALLY_DEGRADED;
  }

  /** The content of its ServiceInsight. */
  void print(ObjectNode json, String service) {
    if (kind != Kind.EXTERNAL) {
      json.put("status", standing().name().toLowerCase(Locale.ROOT));
    }
    json.set("dataplanes", kind == Kind.EXTERNAL ? empty() : proxies.sparse());
    ObjectNode issued = json.putObject("issuedBackends");
    issuedBackends.forEach(issued::put);
    if (kind == Kind.INTERNAL) {
      json.put("addressPort", address(service));
    } else {
      json.put("serviceType", kind.word());
    }
    if (!zones.isEmpty()) {
      var list = json.putArray("zones");
      zones.forEach(list::add);
    }
  }

  private static ObjectNode empty() {
    return SpecJson.plain().createObjectNode();
  }

  /** Of a service nobody has: Kuma answers so (rest-and-dataplane-protocol.md 3.3). */
  static void printUnknown(ObjectNode json, String service) {
    json.set("dataplanes", empty());
    json.put("addressPort", address(service));
  }

  private static String address(String service) {
    return service + ".mesh:80";
  }
}
