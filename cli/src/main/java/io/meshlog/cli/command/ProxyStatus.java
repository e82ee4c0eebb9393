package io.meshlog.cli.command;

import tools.jackson.databind.JsonNode;

/** Online, offline or partially degraded (rest-and-dataplane-protocol.md 3.3). Pure. */
final class ProxyStatus {
  private ProxyStatus() {}

  static String of(JsonNode dataplane, boolean connected) {
    JsonNode networking = dataplane.path("networking");
    if (!connected) {
      return "Offline";
    }
    if (networking.has("gateway")) {
      return "Online";
    }
    int all = 0;
    int ready = 0;
    for (String part : new String[] {"inbound", "listeners"}) {
      for (JsonNode port : networking.path(part)) {
        all++;
        ready += ready(port) ? 1 : 0;
      }
    }
    if (ready == 0) {
      return "Offline";
    }
    return ready < all ? "Partially degraded" : "Online";
  }

  private static boolean ready(JsonNode port) {
    String state = port.path("state").asString("");
    boolean unhealthy = port.has("health") && !port.at("/health/ready").asBoolean(false);
    return (state.isEmpty() || state.equals("Ready")) && !unhealthy;
  }
}
