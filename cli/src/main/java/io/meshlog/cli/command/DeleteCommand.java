package io.meshlog.cli.command;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.api.TypeCatalog;
import io.meshlog.cli.api.TypeEntry;
import io.meshlog.model.json.SpecJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "delete", description = "Deletes a resource. 'meshlog revert' brings it back.")
final class DeleteCommand extends ApiVerb {
  @Parameters(index = "0", paramLabel = "TYPE")
  private String type = "";

  @Parameters(index = "1", paramLabel = "NAME")
  private String name = "";

  @Mixin private MeshOption mesh = new MeshOption();

  @Override
  int run(ApiClient api) {
    TypeEntry entry = TypeCatalog.of(api).meant(type);
    String where = mesh.orDefault();
    try {
      api.delete(entry.item(where, name));
    } catch (CliFailure e) {
      throw e.exitCode() == ExitCode.NOT_FOUND ? Missing.of(entry, where, name) : e;
    }
    ObjectNode result = SpecJson.plain().createObjectNode();
    result.put("type", entry.name());
    if (entry.meshScoped()) {
      result.put("mesh", where);
    }
    result.put("name", name).put("outcome", "deleted");
    print(result, () -> "deleted " + entry.describe(where, name) + "\n");
    return ExitCode.OK;
  }
}
