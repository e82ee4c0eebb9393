package io.meshlog.cli.command;

import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.api.Query;
import io.meshlog.cli.api.TypeCatalog;
import io.meshlog.cli.api.TypeEntry;
import io.meshlog.cli.output.OutputFormat;
import io.meshlog.cli.output.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "history",
    description =
        "Shows who changed what: of everything, of a mesh (--mesh), of a type, or of one resource,"
            + " also after it is gone. Newest first.")
final class HistoryCommand extends ApiVerb {
  @Parameters(index = "0", arity = "0..1", paramLabel = "TYPE")
  private @Nullable String type;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME")
  private @Nullable String name;

  @Mixin private MeshOption mesh = new MeshOption();
  @Mixin private CursorOptions page = new CursorOptions();

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description = "From this position, RFC 3339 time or so long ago (2h) on.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "WHEN", description = "Up to then.")
  private @Nullable String until;

  @Option(names = "--actor", paramLabel = "USER", description = "Changes of this user.")
  private @Nullable String actor;

  @Option(names = "--diff", description = "With what changed.")
  private boolean diff;

  @Override
  int run(ApiClient api) {
    Query query =
        page.on(path(api))
            .with("from", Moment.of(since, now()))
            .with("to", Moment.of(until, now()))
            .with("actor", actor);
    boolean all = output() != OutputFormat.TABLE;
    String text = query + (query.toString().contains("?") ? "&" : "?");
    JsonNode list =
        api.get(all && diff ? query.toString() : text + "include=" + (diff ? "difference" : ""))
            .json();
    print(list, () -> table(list.path("items")));
    page.hint(terminal(), list);
    return ExitCode.OK;
  }

  private Query path(ApiClient api) {
    String within = mesh.given();
    if (type == null) {
      return Query.of(
          within == null ? "/history" : "/meshes/" + Query.segment(within) + "/history");
    }
    TypeEntry entry = TypeCatalog.of(api).meant(type);
    if (name == null) {
      return Query.of("/history")
          .with("type", entry.name())
          .with("mesh", entry.meshScoped() ? within : null);
    }
    // Below a Mesh that address tells of everything in it.
    return entry.name().equals("Mesh")
        ? Query.of("/history").with("type", "Mesh").with("name", name)
        : Query.of(entry.item(mesh.orDefault(), name) + "/history");
  }

  private String table(JsonNode items) {
    List<String> head =
        List.of("POSITION", "TIME", "CHANGE", "TYPE", "MESH", "NAME", "ORIGIN", "ACTOR");
    Table table = new Table(head);
    for (JsonNode item : items) {
      table.row(
          Moment.number(item.path("position").asString("")),
          item.path("time").asString(""),
          item.path("change").asString("") + (item.has("revertedTo") ? " (revert)" : ""),
          item.path("type").asString(""),
          item.path("mesh").asString("-"),
          item.path("name").asString("-"),
          item.path("origin").asString("-"),
          item.path("actor").asString("-"));
    }
    return diff ? withDifferences(table.text(), items) : table.text();
  }

  private static String withDifferences(String table, JsonNode items) {
    List<String> lines = table.lines().toList();
    StringBuilder out = new StringBuilder(lines.getFirst()).append('\n');
    for (int i = 0; i < items.size(); i++) {
      out.append(lines.get(i + 1)).append('\n');
      out.append(
          items.get(i).path("contentHidden").asBoolean(false)
              ? "    (content is secret)\n"
              : Differences.lines(items.get(i).path("difference")));
    }
    return out.toString();
  }
}
