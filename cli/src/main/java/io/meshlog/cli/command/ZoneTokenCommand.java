package io.meshlog.cli.command;

import io.meshlog.model.json.SpecJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "zone-token", description = "Makes the token that a zone ingress or egress shows.")
final class ZoneTokenCommand extends TokenVerb {
  private static final Duration TEN_YEARS = Duration.ofDays(10 * 365);

  @Option(names = "--zone", paramLabel = "ZONE", description = "Only in this zone.")
  private String zone = "";

  @Option(
      names = "--scope",
      split = ",",
      paramLabel = "SCOPE",
      description = "ingress, egress; default both.")
  private List<String> scope = new ArrayList<>(List.of("ingress", "egress"));

  @Override
  String path() {
    return "/tokens/zone";
  }

  @Override
  Duration defaultLifetime() {
    return TEN_YEARS;
  }

  @Override
  ObjectNode request() {
    ObjectNode request = SpecJson.plain().createObjectNode();
    request.put("zone", zone);
    var list = request.putArray("scope");
    scope.forEach(list::add);
    return request;
  }

  @Override
  Map<String, ? extends @Nullable Object> claims() {
    return Map.of("Zone", zone, "Scope", scope);
  }
}
