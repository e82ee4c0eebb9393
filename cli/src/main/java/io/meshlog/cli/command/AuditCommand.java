package io.meshlog.cli.command;

import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.api.Query;
import io.meshlog.cli.output.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
    name = "audit",
    description = "Shows refusals, issued tokens and reads of secrets, newest first. For admins.")
final class AuditCommand extends ApiVerb {
  @Mixin private CursorOptions page = new CursorOptions();

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "refused, tokenIssued or secretRead.")
  private @Nullable String kind;

  @Option(names = "--actor", paramLabel = "USER")
  private @Nullable String actor;

  @Option(names = "--client", paramLabel = "ADDRESS")
  private @Nullable String client;

  @Option(names = "--status", paramLabel = "N", description = "HTTP status that was answered.")
  private @Nullable String status;

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description = "From this RFC 3339 time or so long ago (2h) on.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "WHEN", description = "Up to then.")
  private @Nullable String until;

  @Override
  int run(ApiClient api) {
    Query query =
        page.on(Query.of("/audit"))
            .with("kind", kind)
            .with("actor", actor)
            .with("client", client)
            .with("status", status)
            .with("from", Moment.of(since, now()))
            .with("to", Moment.of(until, now()));
    JsonNode list = api.get(query.toString()).json();
    print(list, () -> table(list.path("items")));
    page.hint(terminal(), list);
    return ExitCode.OK;
  }

  private static String table(JsonNode items) {
    Table table =
        new Table("ID", "TIME", "KIND", "ACTOR", "CLIENT", "STATUS", "REQUEST", "TIMES", "DETAIL");
    for (JsonNode item : items) {
      table.row(
          item.path("id").asString(""),
          item.path("time").asString(""),
          item.path("kind").asString(""),
          item.path("actor").asString(""),
          item.path("client").asString(""),
          item.path("status").asString(""),
          item.path("method").asString("") + " " + item.path("path").asString(""),
          item.path("times").asString("1"),
          item.path("detail").asString(""));
    }
    return table.text();
  }
}
