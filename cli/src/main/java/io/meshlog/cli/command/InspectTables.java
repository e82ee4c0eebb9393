package io.meshlog.cli.command;

import io.meshlog.cli.output.Ages;
import io.meshlog.cli.output.Table;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Tables of overviews and insights (rest-and-dataplane-protocol.md 3.3, 3.4). Pure. */
final class InspectTables {
  private InspectTables() {}

  /**
   * @param path that the items were listed at
   */
  static String of(String path, JsonNode items, Ages ages) {
    if (path.endsWith("/dataplanes/_overview")) {
      return dataplanes(items, ages);
    }
    if (path.startsWith("/zones/")) {
      return zones(items, ages);
    }
    if (path.startsWith("/zoneingresses/")) {
      return zoneProxies(items, "zoneIngressInsight", ages);
    }
    if (path.startsWith("/zoneegresses/")) {
      return zoneProxies(items, "zoneEgressInsight", ages);
    }
    return path.startsWith("/mesh-insights") ? meshes(items) : services(items);
  }

  private static String dataplanes(JsonNode items, Ages ages) {
    Table table =
        new Table(
            "MESH",
            "NAME",
            "TAGS",
            "STATUS",
            "LAST CONNECTED AGO",
            "LAST UPDATED AGO",
            "TOTAL UPDATES",
            "TOTAL ERRORS",
            "CERT REGENERATED AGO",
            "CERT EXPIRATION",
            "CERT REGENERATIONS",
            "KUMA-DP VERSION",
            "ENVOY VERSION");
    for (JsonNode item : items) {
      Connections seen = Connections.of(item.path("dataplaneInsight"));
      JsonNode mtls = item.at("/dataplaneInsight/mTLS");
      table.row(
          item.path("mesh").asString(""),
          item.path("name").asString(""),
          Tags.ofDataplane(item.path("dataplane")),
          ProxyStatus.of(item.path("dataplane"), seen.online()),
          ages.since(seen.connected()),
          ages.since(seen.updated()),
          seen.updates(),
          seen.errors(),
          ages.since(mtls.path("lastCertificateRegeneration").asString("")),
          text(mtls.path("certificateExpirationTime")),
          text(mtls.path("certificateRegenerations")),
          text(seen.newest().at("/version/kumaDp/version")),
          text(seen.newest().at("/version/envoy/version")));
    }
    return table.text();
  }

  /** With the state of the sync, which Kuma has not. */
  private static String zones(JsonNode items, Ages ages) {
    Table table =
        new Table("NAME", "STATUS", "SYNC", "LAST CONNECTED AGO", "LAG EVENTS", "ZONE-CP VERSION");
    for (JsonNode item : items) {
      Connections seen = Connections.of(item.path("zoneInsight"));
      table.row(
          item.path("name").asString(""),
          seen.online() ? "Online" : "Offline",
          text(item.at("/sync/state")),
          ages.since(seen.connected()),
          text(item.at("/sync/lagEvents")),
          text(seen.newest().at("/version/kumaCp/version")));
    }
    return table.text();
  }

  private static String zoneProxies(JsonNode items, String insight, Ages ages) {
    Table table =
        new Table(
            "ZONE",
            "NAME",
            "STATUS",
            "LAST CONNECTED AGO",
            "LAST UPDATED AGO",
            "TOTAL UPDATES",
            "TOTAL ERRORS",
            "KUMA-DP VERSION",
            "ENVOY VERSION");
    String spec = insight.replace("Insight", "");
    for (JsonNode item : items) {
      Connections seen = Connections.of(item.path(insight));
      table.row(
          text(item.path(spec).path("zone")),
          item.path("name").asString(""),
          seen.online() ? "Online" : "Offline",
          ages.since(seen.connected()),
          ages.since(seen.updated()),
          seen.updates(),
          seen.errors(),
          text(seen.newest().at("/version/kumaDp/version")),
          text(seen.newest().at("/version/envoy/version")));
    }
    return table.text();
  }

  private static String meshes(JsonNode items) {
    Table table = new Table("MESH", "DATAPLANES", "SERVICES", "POLICIES");
    for (JsonNode item : items) {
      long policies = 0;
      for (JsonNode type : item.path("policies")) {
        policies += type.path("total").asLong(0);
      }
      table.row(
          item.path("name").asString(""),
          online(item.path("dataplanes")),
          item.at("/services/total").asString("0"),
          Long.toString(policies));
    }
    return table.text();
  }

  private static String services(JsonNode items) {
    Table table = new Table("SERVICE", "TYPE", "STATUS", "DATAPLANES", "ADDRESS", "ZONES");
    for (JsonNode item : items) {
      List<String> zones = new ArrayList<>();
      item.path("zones").forEach(zone -> zones.add(zone.asString("")));
      table.row(
          item.path("name").asString(""),
          item.path("serviceType").asString("internal"),
          item.path("status").asString("not_available").replace('_', ' '),
          online(item.path("dataplanes")),
          text(item.path("addressPort")),
          zones.isEmpty() ? "-" : String.join(",", zones));
    }
    return table.text();
  }

  private static String online(JsonNode counted) {
    return counted.path("online").asLong(0) + "/" + counted.path("total").asLong(0);
  }

  /** The proxies that a policy or service concerns, in the newer and the older form. */
  static String concerned(JsonNode items) {
    Table table = new Table("MESH", "DATAPLANE", "ATTACHMENTS");
    for (JsonNode item : items) {
      JsonNode proxy = item.has("dataplane") ? item.path("dataplane") : item;
      List<String> places = new ArrayList<>();
      item.path("attachments")
          .forEach(each ->
              places.add(
                  (each.path("type").asString("") + " " + each.path("name").asString("")).strip()));
      table.row(
          proxy.path("mesh").asString(""),
          proxy.path("name").asString(""),
          places.isEmpty() ? "-" : String.join(", ", places));
    }
    return table.text();
  }

  /** What {@code …/policies} of a proxy tells. */
  static String matched(JsonNode answer) {
    Table table = new Table("ATTACHMENT", "NAME", "SERVICE", "POLICY TYPE", "POLICIES");
    for (JsonNode item : answer.path("items")) {
      item.path("matchedPolicies")
          .properties()
          .forEach(type -> {
            List<String> names = new ArrayList<>();
            type.getValue().forEach(policy -> names.add(policy.path("name").asString("")));
            table.row(
                item.path("type").asString(""),
                text(item.path("name")),
                text(item.path("service")),
                type.getKey(),
                String.join(", ", names));
          });
    }
    return table.text();
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() || value.isNull() || value.asString("").isEmpty()
        ? "-"
        : value.asString();
  }
}
