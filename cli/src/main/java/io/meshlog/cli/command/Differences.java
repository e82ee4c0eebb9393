package io.meshlog.cli.command;

import tools.jackson.databind.JsonNode;

/** A JSON Patch for people: a line per place that differs. Pure. */
final class Differences {
  private Differences() {}

  static String lines(JsonNode patch) {
    StringBuilder out = new StringBuilder();
    for (JsonNode step : patch) {
      String sign =
          switch (step.path("op").asString("")) {
            case "add" -> "+";
            case "remove" -> "-";
            default -> "~";
          };
      String path = step.path("path").asString("");
      out.append("    ").append(sign).append(' ').append(path.isEmpty() ? "/" : path);
      if (step.has("value")) {
        out.append(": ").append(step.path("value"));
      }
      out.append('\n');
    }
    return out.toString();
  }
}
