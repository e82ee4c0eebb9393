package io.meshlog.cli.command;

import io.meshlog.cli.output.Table;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What is in force for a proxy: a row per rule of {@code _rules}. Pure. */
final class RuleTable {
  private final Table table = new Table("POLICY TYPE", "WHERE", "POLICIES", "CONF");

  private RuleTable() {}

  static String of(JsonNode answer) {
    RuleTable rules = new RuleTable();
    answer.path("rules").forEach(rules::type);
    return rules.table.text();
  }

  private void type(JsonNode type) {
    String name = type.path("type").asString("");
    if (type.has("proxyRule")) {
      row(name, "the proxy", type.path("proxyRule"));
    }
    type.path("toRules").forEach(rule -> row(name, "to " + matchers(rule), rule));
    type.path("toResourceRules").forEach(rule -> row(name, "to " + resource(rule), rule));
    inbounds(name, type.path("fromRules"));
    inbounds(name, type.path("inboundRules"));
  }

  private void inbounds(String name, JsonNode inbounds) {
    for (JsonNode each : inbounds) {
      String port = "port " + each.at("/inbound/port").asString("?");
      each.path("rules")
          .forEach(rule ->
              row(name, rule.has("matchers") ? port + " from " + matchers(rule) : port, rule));
    }
  }

  private void row(String name, String where, JsonNode rule) {
    List<String> origins = new ArrayList<>();
    for (JsonNode origin : rule.path("origin")) {
      JsonNode meta = origin.has("resourceMeta") ? origin.path("resourceMeta") : origin;
      origins.add(meta.path("name").asString(""));
    }
    table.row(
        name,
        where,
        origins.isEmpty() ? "-" : String.join(", ", origins),
        rule.path("conf").toString());
  }

  private static String matchers(JsonNode rule) {
    List<String> words = new ArrayList<>();
    for (JsonNode matcher : rule.path("matchers")) {
      words.add(
          matcher.path("key").asString("")
              + (matcher.path("not").asBoolean(false) ? "!=" : "=")
              + matcher.path("value").asString(""));
    }
    return words.isEmpty() ? "all" : String.join(" ", words);
  }

  private static String resource(JsonNode rule) {
    JsonNode meta = rule.has("resourceMeta") ? rule.path("resourceMeta") : rule.path("resource");
    String section = rule.path("resourceSectionName").asString("");
    return meta.path("type").asString("")
        + " "
        + meta.path("name").asString("")
        + (section.isEmpty() ? "" : ":" + section);
  }
}
