package io.meshlog.cli.command;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.api.Query;
import io.meshlog.cli.api.TypeCatalog;
import io.meshlog.cli.api.TypeEntry;
import io.meshlog.model.json.SpecJson;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "revert",
    description =
        "Takes one resource, a mesh with all in it (--mesh alone) or everything (--all) back to what"
            + " it was, as new changes: nothing is erased.")
final class RevertCommand extends ApiVerb {
  @Parameters(index = "0", arity = "0..1", paramLabel = "TYPE")
  private @Nullable String type;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME")
  private @Nullable String name;

  @Mixin private MeshOption mesh = new MeshOption();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "WHEN",
      description = "A position of the log, an RFC 3339 time or so long ago (2h).")
  private String to = "";

  @Option(names = "--all", description = "Everything that this control plane owns.")
  private boolean everything;

  @Option(names = "--dry-run", description = "Only show what would change.")
  private boolean dryRun;

  @Option(
      names = "--delete-secrets",
      description = "Delete secrets that came later, too. That cannot be undone.")
  private boolean deleteSecrets;

  @Override
  int run(ApiClient api) {
    ObjectNode body = SpecJson.plain().createObjectNode();
    body.put("to", Objects.requireNonNull(Moment.of(to, now())));
    if (deleteSecrets) {
      body.put("deleteSecrets", true);
    }
    String path = path(api) + "/_revert" + (dryRun ? "?dryRun=true" : "");
    JsonNode answer = api.post(path, body).json();
    print(answer, () -> text(answer));
    return ExitCode.OK;
  }

  private String path(ApiClient api) {
    boolean one = type != null && name != null;
    boolean wholeMesh = type == null && mesh.given() != null;
    if ((one ? 1 : 0) + (wholeMesh ? 1 : 0) + (everything ? 1 : 0) != 1
        || type != null && name == null) {
      throw CliFailure.usage("revert what? TYPE NAME, or --mesh MESH for all in it, or --all");
    }
    if (everything) {
      return "";
    }
    if (type == null || name == null) {
      return "/meshes/" + Query.segment(mesh.orDefault());
    }
    TypeEntry entry = TypeCatalog.of(api).meant(type);
    if (entry.name().equals("Mesh")) {
      throw CliFailure.usage("a Mesh goes back with all in it: meshlog revert --mesh " + name);
    }
    return entry.item(mesh.orDefault(), name);
  }

  private static String text(JsonNode answer) {
    StringBuilder out = new StringBuilder();
    String would = answer.path("dryRun").asBoolean(false) ? "would be " : "";
    for (JsonNode change : answer.path("changes")) {
      out.append(title(change)).append(": ").append(would);
      out.append(change.path("change").asString(""));
      if (change.path("madeAnew").asBoolean(false)) {
        out.append(" (anew: its old content is gone)");
      }
      out.append('\n').append(Differences.lines(change.path("difference")));
    }
    for (JsonNode skipped : answer.path("skipped")) {
      out.append(title(skipped)).append(": stays: ").append(skipped.path("reason").asString(""));
      out.append('\n');
    }
    return out.isEmpty() ? "nothing to do: it is as it was then\n" : out.toString();
  }

  private static String title(JsonNode resource) {
    String in = resource.path("mesh").asString("");
    return resource.path("type").asString("")
        + " \""
        + resource.path("name").asString("")
        + '"'
        + (in.isEmpty() ? "" : " in mesh \"" + in + '"');
  }
}
