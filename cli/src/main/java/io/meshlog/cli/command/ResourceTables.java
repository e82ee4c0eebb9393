package io.meshlog.cli.command;

import io.meshlog.cli.api.TypeEntry;
import io.meshlog.cli.output.Ages;
import io.meshlog.cli.output.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** What of a resource is worth a column, by its type. Pure. */
final class ResourceTables {
  private ResourceTables() {}

  static String of(TypeEntry type, JsonNode items, Ages ages) {
    Map<String, Function<JsonNode, String>> columns = columns(type);
    List<String> head = new ArrayList<>();
    if (type.meshScoped()) {
      head.add("MESH");
    }
    head.add("NAME");
    head.addAll(columns.keySet());
    head.add("AGE");
    Table table = new Table(head);
    for (JsonNode item : items) {
      List<String> row = new ArrayList<>();
      if (type.meshScoped()) {
        row.add(item.path("mesh").asString(""));
      }
      row.add(item.path("name").asString(""));
      columns.values().forEach(column -> row.add(column.apply(item)));
      row.add(ages.since(item.path("creationTime").asString("")));
      table.row(row);
    }
    return table.text();
  }

  private static Map<String, Function<JsonNode, String>> columns(TypeEntry type) {
    Map<String, Function<JsonNode, String>> columns = new LinkedHashMap<>();
    switch (type.name()) {
      case "Mesh" -> {
        columns.put("mTLS", ResourceTables::mtls);
        columns.put("METRICS", mesh -> backend(mesh.path("metrics"), "enabledBackend"));
        columns.put("LOGGING", mesh -> backends(mesh.path("logging")));
        columns.put("TRACING", mesh -> backends(mesh.path("tracing")));
        columns.put("LOCALITY", mesh -> on(mesh.at("/routing/localityAwareLoadBalancing")));
        columns.put("ZONEEGRESS", mesh -> on(mesh.at("/routing/zoneEgress")));
      }
      case "Dataplane" -> {
        columns.put("TAGS", Tags::ofDataplane);
        columns.put("ADDRESS", dp -> dp.at("/networking/address").asString(""));
      }
      case "ExternalService" -> {
        columns.put("TAGS", service -> Tags.text(List.of(service.path("tags"))));
        columns.put("ADDRESS", service -> service.at("/networking/address").asString(""));
      }
      case "Zone" ->
          columns.put("ENABLED", zone -> zone.path("enabled").asBoolean(true) ? "on" : "off");
      case "ZoneIngress", "ZoneEgress" -> {
        columns.put("ZONE", proxy -> proxy.path("zone").asString("-"));
        columns.put("ADDRESS", ResourceTables::address);
      }
      default -> {
        if (type.targets()) {
          columns.put("TARGETREF", ResourceTables::targetRef);
        }
      }
    }
    return columns;
  }

  private static String mtls(JsonNode mesh) {
    String enabled = mesh.at("/mtls/enabledBackend").asString("");
    for (JsonNode backend : mesh.at("/mtls/backends")) {
      if (!enabled.isEmpty() && enabled.equals(backend.path("name").asString(""))) {
        return backend.path("type").asString("") + "/" + enabled;
      }
    }
    return "off";
  }

  private static String backend(JsonNode of, String field) {
    String enabled = of.path(field).asString("");
    return enabled.isEmpty() ? "off" : enabled;
  }

  private static String backends(JsonNode of) {
    List<String> names = new ArrayList<>();
    of.path("backends")
        .forEach(
            one -> names.add(one.path("type").asString("") + "/" + one.path("name").asString("")));
    return names.isEmpty() ? "off" : String.join(", ", names);
  }

  private static String on(JsonNode flag) {
    return flag.asBoolean(false) ? "on" : "off";
  }

  private static String address(JsonNode proxy) {
    JsonNode networking = proxy.path("networking");
    String advertised = networking.path("advertisedAddress").asString("");
    return advertised.isEmpty()
        ? networking.path("address").asString("") + ":" + networking.path("port").asString("")
        : advertised + ":" + networking.path("advertisedPort").asString("");
  }

  /** {@code MeshService backend}, {@code Dataplane app=web}, {@code Mesh}. */
  private static String targetRef(JsonNode policy) {
    JsonNode target = policy.at("/spec/targetRef");
    List<String> words = new ArrayList<>();
    words.add(target.path("kind").asString("Mesh"));
    if (!target.path("name").asString("").isEmpty()) {
      words.add(target.path("name").asString());
    }
    String labels = Tags.text(List.of(target.path("labels"), target.path("tags")));
    if (!labels.isEmpty()) {
      words.add(labels);
    }
    return String.join(" ", words);
  }
}
