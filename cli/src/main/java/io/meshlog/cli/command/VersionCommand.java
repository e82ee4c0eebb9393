package io.meshlog.cli.command;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.output.Output;
import io.meshlog.cli.output.OutputFormat;
import io.meshlog.model.json.SpecJson;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "version",
    description = "Shows this program's version, the control plane's, and who you are to it.")
final class VersionCommand extends Verb {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table")
  private OutputFormat output = OutputFormat.TABLE;

  @Override
  public Integer call() {
    String own =
        Objects.requireNonNullElse(Root.class.getPackage().getImplementationVersion(), "0.1.0");
    ObjectNode result = SpecJson.plain().createObjectNode();
    result.put("client", own);
    try (ApiClient api = root().open(root().controlPlane())) {
      ObjectNode server = result.putObject("controlPlane");
      server.put("name", api.controlPlane().name());
      server.put("address", api.controlPlane().address().toString());
      try {
        server.setAll((ObjectNode) api.get("/").json());
        api.find("/who-am-i").ifPresent(who -> result.set("user", who.json()));
      } catch (CliFailure e) {
        server.put("error", e.getMessage());
      }
    }
    Output.print(terminal().out(), output, result, () -> text(result));
    return ExitCode.OK;
  }

  private static String text(JsonNode result) {
    JsonNode server = result.path("controlPlane");
    StringBuilder out = new StringBuilder("meshlog " + result.path("client").asString() + "\n");
    out.append(
        "control plane \"%s\" at %s: "
            .formatted(server.path("name").asString(), server.path("address").asString()));
    if (server.has("error")) {
      return out.append("unknown\n")
          .append(server.path("error").asString())
          .append('\n')
          .toString();
    }
    String meshlog = server.path("meshlogVersion").asString("");
    out.append(meshlog.isEmpty() ? "" : "Meshlog " + meshlog + ", compatible with ")
        .append(server.path("product").asString(""))
        .append(' ')
        .append(server.path("version").asString(""))
        .append('\n');
    if (result.has("user")) {
      out.append("you are ").append(result.at("/user/name").asString("")).append('\n');
    }
    return out.toString();
  }
}
