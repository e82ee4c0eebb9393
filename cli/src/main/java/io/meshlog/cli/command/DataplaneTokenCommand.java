package io.meshlog.cli.command;

import io.meshlog.cli.CliFailure;
import io.meshlog.model.json.SpecJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "dataplane-token", description = "Makes the token that a proxy shows.")
final class DataplaneTokenCommand extends TokenVerb {
  private static final Duration TEN_YEARS = Duration.ofDays(10 * 365);

  @Option(names = "--name", paramLabel = "NAME", description = "Only for this Dataplane.")
  private String name = "";

  @Mixin private MeshOption mesh = new MeshOption();

  @Option(
      names = "--tag",
      split = ",",
      paramLabel = "KEY=VALUE",
      description = "Only for Dataplanes with this tag; several values: KEY=ONE,OTHER.")
  private List<String> tags = new ArrayList<>();

  @Option(
      names = "--proxy-type",
      paramLabel = "TYPE",
      description = "dataplane, ingress or egress.")
  private String proxyType = "";

  @Option(names = "--workload", paramLabel = "NAME", description = "Only for this workload.")
  private String workload = "";

  @Override
  String path() {
    return "/tokens/dataplane";
  }

  @Override
  Duration defaultLifetime() {
    return TEN_YEARS;
  }

  @Override
  ObjectNode request() {
    ObjectNode request = SpecJson.plain().createObjectNode();
    request.put("name", name).put("mesh", mesh.orDefault());
    ObjectNode all = request.putObject("tags");
    tags()
        .forEach((key, values) -> {
          var list = all.putArray(key);
          values.forEach(list::add);
        });
    return request.put("type", proxyType).put("workload", workload);
  }

  @Override
  Map<String, ? extends @Nullable Object> claims() {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("Name", name);
    claims.put("Mesh", mesh.orDefault());
    claims.put("Tags", tags());
    claims.put("Type", proxyType);
    claims.put("Workload", workload);
    return claims;
  }

  private Map<String, List<String>> tags() {
    Map<String, TreeSet<String>> read = new TreeMap<>();
    String key = "";
    for (String part : tags) {
      int at = part.indexOf('=');
      if (at < 1 && key.isEmpty()) {
        throw CliFailure.usage("--tag: \"" + part + "\" is not KEY=VALUE");
      }
      // A part without a key is one more value of the one before: service=web,web-api.
      key = at < 1 ? key : part.substring(0, at);
      read.computeIfAbsent(key, each -> new TreeSet<>()).add(part.substring(at + 1));
    }
    Map<String, List<String>> all = new TreeMap<>();
    read.forEach((tag, values) -> all.put(tag, List.copyOf(values)));
    return all;
  }
}
