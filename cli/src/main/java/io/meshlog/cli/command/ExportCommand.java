package io.meshlog.cli.command;

import io.meshlog.cli.ExitCode;
import io.meshlog.cli.api.ApiClient;
import io.meshlog.cli.api.Query;
import io.meshlog.cli.api.TypeCatalog;
import io.meshlog.cli.api.TypeEntry;
import io.meshlog.cli.output.Yaml;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "export",
    description =
        "Prints resources as YAML that 'meshlog import', 'meshlog apply' and kumactl take: the"
            + " resources, not the log (that is './meshlog log export').")
final class ExportCommand extends Verb {
  /** What is exported, as kumactl has it. */
  enum Profile {
    FEDERATION,
    FEDERATION_WITH_POLICIES,
    ALL,
    NO_DATAPLANES;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  private static final int PAGE = 1000;
  private static final Set<String> ADMIN_TYPES = Set.of("Secret", "GlobalSecret");
  private static final Set<String> OWN_SECRETS = Set.of("envoy-admin-ca", "inter-cp-ca");

  @Option(
      names = {"-p", "--profile"},
      paramLabel = "PROFILE",
      description = {
        "federation (default): what a new Global needs, without policies;",
        "federation-with-policies; all; no-dataplanes."
      })
  private String profile = Profile.FEDERATION.toString();

  @Option(
      names = {"-a", "--include-admin"},
      description = "Secrets, too, with all and no-dataplanes; the others have them.")
  private boolean includeAdmin;

  @Option(
      names = "--as-of",
      paramLabel = "WHEN",
      description = "As it was at a position of the log or an RFC 3339 time.")
  private @Nullable String asOf;

  @Override
  public Integer call() {
    Formats.mustBeOneOf("--profile", profile, Profile.values());
    Profile wanted =
        java.util.Arrays.stream(Profile.values())
            .filter(each -> each.toString().equals(profile))
            .findFirst()
            .orElseThrow();
    try (ApiClient api = root().open(root().controlPlane())) {
      List<TypeEntry> types =
          TypeCatalog.of(api).types().stream()
              .filter(type -> belongs(type, wanted))
              .sorted(Comparator.comparingInt(ExportCommand::rank))
              .toList();
      types.forEach(type -> export(api, type, wanted));
    }
    terminal().out().flush();
    return ExitCode.OK;
  }

  private boolean belongs(TypeEntry type, Profile wanted) {
    if (type.name().endsWith("Insight")) {
      return false;
    }
    return switch (wanted) {
      case FEDERATION -> type.federates() && !(type.policy() && type.targets());
      case FEDERATION_WITH_POLICIES -> type.federates();
      case ALL -> includeAdmin || !ADMIN_TYPES.contains(type.name());
      case NO_DATAPLANES ->
          !type.name().equals("Dataplane") && (includeAdmin || !ADMIN_TYPES.contains(type.name()));
    };
  }

  private static int rank(TypeEntry type) {
    return switch (type.name()) {
      case "Mesh" -> 0;
      case "Secret" -> 1;
      case "GlobalSecret" -> 3;
      default -> 2;
    };
  }

  private void export(ApiClient api, TypeEntry type, Profile wanted) {
    int offset = 0;
    JsonNode list;
    do {
      Query query =
          Query.of(type.collection(""))
              .with("size", PAGE)
              .with("offset", offset)
              .with("asOf", asOf);
      list = api.get(query.toString()).json();
      for (JsonNode item : list.path("items")) {
        if (item instanceof ObjectNode resource && !isOwn(type, item)) {
          terminal().out().print("---\n" + Yaml.write(written(type, resource, wanted)));
        }
      }
      offset += PAGE;
    } while (!list.path("next").isNull() && !list.path("next").isMissingNode());
  }

  private static boolean isOwn(TypeEntry type, JsonNode item) {
    return type.name().equals("GlobalSecret")
        && OWN_SECRETS.contains(item.path("name").asString(""));
  }

  /** Without what the control plane works out; a mesh gets no policies that it did not have. */
  private static ObjectNode written(TypeEntry type, ObjectNode resource, Profile wanted) {
    List.of("creationTime", "modificationTime", "kri", "snis", "status").forEach(resource::remove);
    if (type.name().equals("Mesh")) {
      resource.putArray("skipCreatingInitialPolicies").add("*");
    }
    if (wanted == Profile.FEDERATION || wanted == Profile.FEDERATION_WITH_POLICIES) {
      if (resource.path("labels") instanceof ObjectNode labels) {
        labels.remove("kuma.io/origin");
      }
    }
    return resource;
  }
}
