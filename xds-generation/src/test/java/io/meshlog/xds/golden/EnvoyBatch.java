package io.meshlog.xds.golden;

import io.meshlog.model.json.SpecJson;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Several bootstraps in one, so that Envoy starts once for them. What has a name gets one of its
 * own wherever it is called by it, so that no bootstrap finds what only another one has; listeners
 * get addresses of their own.
 */
final class EnvoyBatch {
  private static final int BYTE = 256;

  private final ObjectNode root = SpecJson.plain().createObjectNode();
  private int added;

  EnvoyBatch() {
    ObjectNode resources = root.putObject("static_resources");
    resources.putArray("clusters");
    resources.putArray("listeners");
    resources.putArray("secrets");
  }

  /** Of no further use to the caller: it is changed. */
  void add(ObjectNode bootstrap) {
    added++;
    JsonNode resources = bootstrap.path("static_resources");
    Set<String> names = new HashSet<>();
    resources.forEach(list -> list.forEach(each -> names.add(each.path("name").asString(""))));
    rename(resources, names);
    Map<String, String> addresses = new HashMap<>();
    resources.path("listeners").forEach(listener -> move(listener.path("address"), addresses));
    for (String list : new String[] {"clusters", "listeners", "secrets"}) {
      ((ArrayNode) root.path("static_resources").path(list))
          .addAll((ArrayNode) resources.path(list));
    }
  }

  ObjectNode bootstrap() {
    return root;
  }

  private void rename(JsonNode node, Set<String> names) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(field -> {
            if (named(field.getValue(), names)) {
              field.setValue(StringNode.valueOf(own(field.getValue().stringValue())));
            }
          });
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        if (named(array.get(i), names)) {
          array.set(i, StringNode.valueOf(own(array.get(i).stringValue())));
        }
      }
    }
    node.forEach(child -> rename(child, names));
  }

  private static boolean named(JsonNode node, Set<String> names) {
    return node.isString() && names.contains(node.stringValue());
  }

  private String own(String name) {
    return "case-" + added + '/' + name;
  }

  /** What is no address stays, for Envoy to refuse. */
  private void move(JsonNode address, Map<String, String> moved) {
    if (address.path("pipe") instanceof ObjectNode pipe) {
      pipe.put("path", "/case-" + added + pipe.path("path").asString(""));
    }
    if (address.path("socketAddress") instanceof ObjectNode socket) {
      String old = socket.path("address").asString("");
      try {
        boolean ipv6 = InetAddress.ofLiteral(old) instanceof Inet6Address;
        socket.put(
            "address",
            moved.computeIfAbsent(
                old,
                none ->
                    (ipv6 ? "fd00::%x:%x" : "10.%d.%d.1")
                        .formatted(added % BYTE, moved.size() % BYTE)));
      } catch (IllegalArgumentException e) {
        return;
      }
    }
  }
}
