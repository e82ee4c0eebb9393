package io.meshlog.cli.command;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.api.Query;
import io.meshlog.cli.api.TypeCatalog;
import io.meshlog.cli.api.TypeEntry;
import io.meshlog.cli.output.OutputFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "inspect",
    description = "Shows how proxies, zones, meshes and services are, and what is in force where.",
    footer = {
      "",
      "WHAT is one of",
      "  dataplanes, zones, zoneingresses, zoneegresses, meshes, services:",
      "      all of them and how they are",
      "  dataplane, zoneingress, zoneegress, with NAME and --type:",
      "      one proxy",
      "  a policy's type or meshservice, with NAME:",
      "      the proxies that it concerns"
    })
final class InspectCommand extends ApiVerb {
  /** What of one proxy. */
  enum What {
    POLICIES("policies"),
    RULES("_rules"),
    CONFIG("_config"),
    CONFIG_DUMP("xds"),
    STATS("stats"),
    CLUSTERS("clusters");

    final String path;

    What(String path) {
      this.path = path;
    }

    /** As on the command line: {@code config-dump}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static What of(String word) {
      for (What what : values()) {
        if (what.toString().equals(word)) {
          return what;
        }
      }
      throw CliFailure.usage("--type: \"" + word + "\" is none of " + List.of(values()));
    }
  }

  @Parameters(index = "0", paramLabel = "WHAT")
  private String what = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME")
  private @Nullable String name;

  @Mixin private MeshOption mesh = new MeshOption();
  @Mixin private PageOptions page = new PageOptions();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      defaultValue = "policies",
      description = "policies, rules, config, config-dump, stats or clusters; default policies.")
  private String type = "policies";

  @Option(
      names = "--tag",
      paramLabel = "KEY=VALUE",
      description = "Dataplanes with this tag; several: all of them.")
  private List<String> tags = new ArrayList<>();

  @Option(names = "--gateway", description = "Dataplanes that are gateways.")
  private boolean gateway;

  @Option(names = "--include-eds", description = "With --type config-dump: endpoints, too.")
  private boolean includeEds;

  @Option(
      names = "--include",
      paramLabel = "PART",
      split = ",",
      description = "With --type config: diff, the difference that shadow policies would make.")
  private List<String> include = new ArrayList<>();

  @Option(names = "--shadow", description = "With --type config: shadow policies in force.")
  private boolean shadow;

  @Option(
      names = "--as-of",
      paramLabel = "WHEN",
      description = "With --type config or rules: at a position of the log or a time.")
  private @Nullable String asOf;

  @Override
  int run(ApiClient api) {
    return name == null ? all(api) : one(api, name);
  }

  private int all(ApiClient api) {
    String path =
        switch (what.toLowerCase(Locale.ROOT).replace("-", "")) {
          case "dataplanes" ->
              "/meshes/" + Query.segment(mesh.orDefault()) + "/dataplanes/_overview";
          case "zones" -> "/zones/_overview";
          case "zoneingresses" -> "/zoneingresses/_overview";
          case "zoneegresses" -> "/zoneegresses/_overview";
          case "meshes" -> "/mesh-insights";
          case "services" -> "/meshes/" + Query.segment(mesh.orDefault()) + "/service-insights";
          default ->
              throw CliFailure.usage(
                  "inspect \""
                      + what
                      + "\" what? Add a NAME, or take one of dataplanes, zones,"
                      + " zoneingresses, zoneegresses, meshes, services");
        };
    Query query = page.on(Query.of(path));
    tags.forEach(tag -> query.with("tag", tag.replaceFirst("=", ":")));
    query.with("gateway", gateway ? "true" : null);
    JsonNode list = api.get(query.toString()).json();
    print(list, () -> InspectTables.of(path, list.path("items"), ages()));
    page.hint(terminal(), list);
    return ExitCode.OK;
  }

  private int one(ApiClient api, String wanted) {
    TypeEntry entry = TypeCatalog.of(api).meant(what);
    String item = entry.item(mesh.orDefault(), wanted);
    return switch (entry.name()) {
      case "Dataplane", "ZoneIngress", "ZoneEgress" -> proxy(api, entry, wanted, item);
      default -> concerned(api, entry, wanted, item);
    };
  }

  private int proxy(ApiClient api, TypeEntry entry, String wanted, String item) {
    What part = What.of(type);
    if (api.find(Query.of(item).with("asOf", asOf).toString()).isEmpty()) {
      throw Missing.of(entry, mesh.orDefault(), wanted);
    }
    Query query = Query.of(item + "/" + part.path);
    switch (part) {
      case STATS, CLUSTERS -> {
        if (output() == OutputFormat.TABLE) {
          String text = api.get(query.toString()).text();
          terminal().out().print(text.endsWith("\n") ? text : text + "\n");
          return ExitCode.OK;
        }
        query.with("format", "json");
      }
      case CONFIG_DUMP -> query.with("include_eds", includeEds);
      case CONFIG ->
          query
              .with("shadow", shadow ? "true" : null)
              .with("include", String.join(",", include))
              .with("asOf", asOf);
      case RULES -> query.with("asOf", asOf);
      case POLICIES -> {}
    }
    JsonNode answer = api.get(query.toString()).json();
    print(
        answer,
        () ->
            switch (part) {
              case RULES -> RuleTable.of(answer);
              case POLICIES -> InspectTables.matched(answer);
              default -> io.meshlog.cli.output.Output.json(answer);
            });
    return ExitCode.OK;
  }

  private int concerned(ApiClient api, TypeEntry entry, String wanted, String item) {
    if (!entry.policy() && !entry.name().startsWith("Mesh") || entry.name().equals("Mesh")) {
      throw CliFailure.usage("a " + entry.name() + " concerns no proxies of its own to inspect");
    }
    if (api.find(item).isEmpty()) {
      throw Missing.of(entry, mesh.orDefault(), wanted);
    }
    boolean legacy = entry.policy() && !entry.targets() || entry.name().startsWith("MeshGateway");
    String below = legacy ? "/dataplanes" : "/_resources/dataplanes";
    JsonNode list = api.get(page.on(Query.of(item + below)).toString()).json();
    print(list, () -> InspectTables.concerned(list.path("items")));
    page.hint(terminal(), list);
    return ExitCode.OK;
  }
}
