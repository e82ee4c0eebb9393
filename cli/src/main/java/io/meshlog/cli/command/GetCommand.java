package io.meshlog.cli.command;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.api.Query;
import io.meshlog.cli.api.TypeCatalog;
import io.meshlog.cli.api.TypeEntry;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

@Command(name = "get", description = "Shows resources: all of a type, or one by its name.")
final class GetCommand extends ApiVerb {
  @Parameters(
      index = "0",
      paramLabel = "TYPE",
      description = "Whatever the type is called: dataplanes, Dataplane, dp.")
  private String type = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME")
  private @Nullable String name;

  @Mixin private MeshOption mesh = new MeshOption();
  @Mixin private PageOptions page = new PageOptions();

  @Option(
      names = {"-A", "--all-meshes"},
      description = "Of every mesh.")
  private boolean allMeshes;

  @Option(
      names = {"-l", "--label"},
      paramLabel = "KEY=VALUE",
      description = "Only what has this label; several: all of them.")
  private Map<String, String> labels = new HashMap<>();

  @Option(
      names = "--as-of",
      paramLabel = "WHEN",
      description = "As it was at a position of the log or an RFC 3339 time.")
  private @Nullable String asOf;

  @Override
  int run(ApiClient api) {
    TypeEntry entry = TypeCatalog.of(api).meant(type);
    return name == null ? list(api, entry) : one(api, entry, name);
  }

  private int list(ApiClient api, TypeEntry entry) {
    Query query = page.on(Query.of(entry.collection(allMeshes ? "" : mesh.orDefault())));
    labels.forEach((key, value) -> query.with("filter[labels." + key + "]", value));
    JsonNode list = api.get(query.with("asOf", asOf).toString()).json();
    print(list, () -> ResourceTables.of(entry, list.path("items"), ages()));
    page.hint(terminal(), list);
    return ExitCode.OK;
  }

  private int one(ApiClient api, TypeEntry entry, String wanted) {
    if (allMeshes) {
      throw CliFailure.usage("a name is looked for in one mesh: --mesh instead of --all-meshes");
    }
    String path = entry.item(mesh.orDefault(), wanted);
    JsonNode found =
        api.find(Query.of(path).with("asOf", asOf).toString())
            .orElseThrow(() -> Missing.of(entry, mesh.orDefault(), wanted))
            .json();
    print(
        found,
        () -> ResourceTables.of(entry, JsonNodeFactory.instance.arrayNode().add(found), ages()));
    return ExitCode.OK;
  }
}
