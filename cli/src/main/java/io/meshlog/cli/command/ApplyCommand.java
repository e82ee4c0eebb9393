package io.meshlog.cli.command;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.api.Puts;
import io.meshlog.cli.api.TypeCatalog;
import io.meshlog.cli.api.TypeEntry;
import io.meshlog.cli.document.Document;
import io.meshlog.cli.document.DocumentReader;
import io.meshlog.cli.document.Variables;
import io.meshlog.cli.output.Output;
import io.meshlog.cli.output.OutputFormat;
import io.meshlog.cli.output.Yaml;
import io.meshlog.model.json.SpecJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "apply",
    description =
        "Creates or replaces the resources of files. All of them are read and looked at before the"
            + " first one is sent; the first one that is refused ends it.")
final class ApplyCommand extends ApiVerb {
  /** A document and its type. */
  private record Wanted(Document document, TypeEntry type, String mesh) {
    String title() {
      return type.describe(mesh, document.name());
    }
  }

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "YAML or JSON, a folder of it, or - for standard input; may be repeated.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = {"-v", "--var"},
      split = ",",
      paramLabel = "NAME=VALUE",
      description = "Value for {{ NAME }} in the files.")
  private Map<String, String> variables = new LinkedHashMap<>();

  @Option(names = "--dry-run", description = "Print what would be sent, and send nothing.")
  private boolean dryRun;

  @Mixin private MeshOption mesh = new MeshOption();

  @Override
  int run(ApiClient api) {
    List<Document> documents =
        new DocumentReader(terminal().in(), new Variables(variables)).read(files);
    TypeCatalog catalog = TypeCatalog.of(api);
    List<Wanted> wanted = documents.stream().map(one -> wanted(catalog, one)).toList();
    return dryRun ? show(wanted) : send(api, wanted);
  }

  private Wanted wanted(TypeCatalog catalog, Document document) {
    if (document.ofKubernetes()) {
      throw CliFailure.invalid(
          document.place()
              + ": this is written for Kubernetes (apiVersion, kind); write it as"
              + " type, mesh, name and spec");
    }
    String type = document.type();
    if (type.isEmpty() || document.name().isEmpty()) {
      throw CliFailure.invalid(
          document.place() + ": " + (type.isEmpty() ? "type" : "name") + ": cannot be empty");
    }
    TypeEntry entry =
        catalog
            .named(type)
            .orElseThrow(
                () -> CliFailure.invalid(document.place() + ": type: " + catalog.unknown(type)));
    String where = document.mesh().isEmpty() ? mesh.orDefault() : document.mesh();
    if (entry.meshScoped()) {
      document.tree().put("mesh", where);
    }
    return new Wanted(document, entry, where);
  }

  private int show(List<Wanted> wanted) {
    ArrayNode all = SpecJson.plain().createArrayNode();
    wanted.forEach(one -> all.add(one.document().tree()));
    if (output() == OutputFormat.JSON) {
      terminal().out().print(Output.json(all.size() == 1 ? all.get(0) : all));
    } else {
      List<String> texts = wanted.stream().map(one -> Yaml.write(one.document().tree())).toList();
      terminal().out().print(String.join("---\n", texts));
    }
    return ExitCode.OK;
  }

  private int send(ApiClient api, List<Wanted> wanted) {
    ArrayNode results = SpecJson.plain().createArrayNode();
    StringBuilder lines = new StringBuilder();
    try {
      for (Wanted one : wanted) {
        ObjectNode result = put(api, one);
        results.add(result);
        lines
            .append(result.path("outcome").asString())
            .append(' ')
            .append(one.title())
            .append('\n');
      }
    } catch (CliFailure e) {
      print(results, lines::toString);
      Wanted refused = wanted.get(results.size());
      throw new CliFailure(
          e.exitCode(),
          "%s: %s was not applied: %s%s"
              .formatted(
                  refused.document().place(),
                  refused.title(),
                  e.getMessage(),
                  wanted.size() == 1
                      ? ""
                      : "\napplied before it: %d of %d; not tried: %d"
                          .formatted(
                              results.size(), wanted.size(), wanted.size() - results.size() - 1)));
    }
    print(results, lines::toString);
    return ExitCode.OK;
  }

  private ObjectNode put(ApiClient api, Wanted one) {
    Puts.Written written =
        Puts.put(api, one.type().item(one.mesh(), one.document().name()), one.document().tree());
    ObjectNode result = SpecJson.plain().createObjectNode();
    result.put("type", one.type().name());
    if (one.type().meshScoped()) {
      result.put("mesh", one.mesh());
    }
    result.put("name", one.document().name());
    result.put("outcome", written.effect().toString());
    if (!written.warnings().isEmpty()) {
      ArrayNode warnings = result.putArray("warnings");
      written
          .warnings()
          .forEach(warning -> {
            warnings.add(warning);
            terminal().say("warning: " + one.title() + ": " + warning);
          });
    }
    return result;
  }
}
