package io.meshlog.cli.command;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.api.Query;
import io.meshlog.cli.api.TypeCatalog;
import io.meshlog.cli.api.TypeEntry;
import io.meshlog.cli.output.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "pushes",
    description =
        "Shows what a proxy was told and whether it took it, newest first. Zones answer this.")
final class PushesCommand extends ApiVerb {
  @Parameters(index = "0", paramLabel = "NAME", description = "Of a Dataplane.")
  private String name = "";

  @Option(
      names = "--proxy-type",
      paramLabel = "TYPE",
      defaultValue = "dataplane",
      description = "dataplane, zoneingress or zoneegress; default dataplane.")
  private String proxyType = "dataplane";

  @Mixin private MeshOption mesh = new MeshOption();
  @Mixin private CursorOptions page = new CursorOptions();

  @Override
  int run(ApiClient api) {
    TypeEntry entry = TypeCatalog.of(api).meant(proxyType);
    if (!entry.name().equals("Dataplane") && !entry.name().startsWith("Zone")) {
      throw CliFailure.usage("--proxy-type: dataplane, zoneingress or zoneegress");
    }
    String path = entry.item(mesh.orDefault(), name) + "/_pushes";
    JsonNode list = api.get(page.on(Query.of(path)).toString()).json();
    print(list, () -> table(list.path("items")));
    page.hint(terminal(), list);
    return ExitCode.OK;
  }

  private String table(JsonNode items) {
    Table table = new Table("ID", "POSITION", "PUSHED", "OUTCOME", "TOLD", "REASON");
    for (JsonNode item : items) {
      table.row(
          item.path("id").asString(""),
          Moment.number(item.path("position").asString("")),
          item.path("pushedAt").asString(""),
          item.path("outcome").asString(""),
          told(item),
          item.path("reason").asString("-"));
    }
    return table.text();
  }

  private static String told(JsonNode push) {
    return push.has("total")
        ? "everything: " + count(push.path("total"))
        : count(push.path("changed")) + " changed, " + count(push.path("removed")) + " removed";
  }

  /** By type: numbers or lists of names. */
  private static long count(JsonNode byType) {
    long sum = 0;
    for (JsonNode each : byType) {
      sum += each.isNumber() ? each.asLong(0) : each.isContainer() ? each.size() : 1;
    }
    return sum;
  }
}
