package io.meshlog.cli.command;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What the subscriptions of an insight tell together.
 *
 * @param newest the last one, missing when there is none
 * @param connected time of the newest connect, empty when there was none
 * @param updated time of the newest update
 */
record Connections(
    boolean online,
    JsonNode newest,
    String connected,
    String updated,
    String updates,
    String errors) {

  static Connections of(JsonNode insight) {
    boolean online = false;
    JsonNode newest = MissingNode.getInstance();
    String connected = "";
    String updated = "";
    long updates = 0;
    long errors = 0;
    for (JsonNode subscription : insight.path("subscriptions")) {
      newest = subscription;
      String time = subscription.path("connectTime").asString("");
      online |= !time.isEmpty() && !subscription.has("disconnectTime");
      connected = time.isEmpty() ? connected : time;
      JsonNode status = subscription.path("status");
      updated = status.path("lastUpdateTime").asString(updated);
      updates += status.at("/total/responsesSent").asLong(0);
      errors += status.at("/total/responsesRejected").asLong(0);
    }
    return new Connections(
        online, newest, connected, updated, Long.toString(updates), Long.toString(errors));
  }
}
