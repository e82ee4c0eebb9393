package io.meshlog.cli.command;

import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.api.Query;
import io.meshlog.cli.output.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "sync",
    description = "Shows how far the zones of a federation are, or all that is known of one.")
final class SyncCommand extends ApiVerb {
  @Parameters(index = "0", arity = "0..1", paramLabel = "ZONE")
  private @Nullable String zone;

  @Mixin private PageOptions page = new PageOptions();

  @Override
  int run(ApiClient api) {
    if (zone == null) {
      JsonNode list = api.get(page.on(Query.of("/zones/_overview")).toString()).json();
      print(list, () -> zones(list.path("items")));
      page.hint(terminal(), list);
    } else {
      String path = "/zones/" + Query.segment(zone) + "/_sync";
      JsonNode report = api.get(page.on(Query.of(path)).toString()).json();
      print(report, () -> one(report));
      page.hint(terminal(), report.path("quarantine"));
    }
    return ExitCode.OK;
  }

  private String zones(JsonNode items) {
    Table table =
        new Table("ZONE", "STATE", "CONNECTED", "LAG EVENTS", "LAG SECONDS", "STATE EQUAL");
    for (JsonNode item : items) {
      JsonNode sync = item.path("sync");
      table.row(
          item.path("name").asString(""),
          sync.path("state").asString("no federation"),
          text(sync.path("connected")),
          text(sync.path("lagEvents")),
          text(sync.path("lagSeconds")),
          text(sync.path("stateEqual")));
    }
    return table.text();
  }

  private String one(JsonNode report) {
    StringBuilder out = new StringBuilder();
    out.append(
        "%s: %s, last heard %s ago%n"
            .formatted(
                report.path("zone").asString(""),
                report.path("state").asString(""),
                ages().since(report.path("lastHeartbeat").asString(""))));
    for (JsonNode reason : report.path("reasons")) {
      out.append("  ").append(reason.path("code").asString("")).append(": ");
      out.append(reason.path("text").asString("")).append('\n');
    }
    Table own = new Table("ITS CHANNEL", "SEQ", "PUBLISHED", "WAITING EVENTS");
    for (JsonNode channel : report.path("channels")) {
      own.row(
          channel.path("channel").asString(""),
          text(channel.at("/head/seq")),
          text(channel.path("publishedSeq")),
          text(channel.path("waitingEvents")));
    }
    out.append('\n').append(own.text());
    Table followed =
        new Table(
            "CHANNEL",
            "READER",
            "AT",
            "OF",
            "LAG EVENTS",
            "LAG SECONDS",
            "STATE EQUAL",
            "QUARANTINED");
    follow(followed, report.path("imports"));
    follow(followed, report.path("readers"));
    out.append('\n').append(followed.text());
    JsonNode aside = report.at("/quarantine/items");
    if (!aside.isEmpty()) {
      Table table = new Table("PUT ASIDE", "CHANNEL", "REASON", "DETAIL");
      for (JsonNode item : aside) {
        table.row(
            item.path("key").asString(""),
            item.path("channel").asString(""),
            item.path("reason").asString(""),
            item.path("detail").asString(""));
      }
      out.append('\n').append(table.text());
    }
    return out.toString();
  }

  private static void follow(Table table, JsonNode followings) {
    for (JsonNode each : followings) {
      table.row(
          each.path("channel").asString(""),
          each.path("reader").asString(""),
          text(each.at("/cursor/seq")),
          text(each.at("/head/seq")),
          text(each.path("lagEvents")),
          text(each.path("lagSeconds")),
          text(each.at("/lastCheckpoint/stateEqual")),
          text(each.path("quarantined")));
    }
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() || value.isNull() ? "-" : value.asString();
  }
}
