package io.meshlog.cli.command;

import io.meshlog.model.json.SpecJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "user-token", description = "Makes the token that a user of the API shows.")
final class UserTokenCommand extends TokenVerb {
  @Option(names = "--name", required = true, paramLabel = "NAME", description = "Of the user.")
  private String name = "";

  @Option(
      names = "--group",
      split = ",",
      paramLabel = "GROUP",
      description = "The user is in; mesh-system:admin may do everything.")
  private List<String> groups = new ArrayList<>();

  @Override
  String path() {
    return "/tokens/user";
  }

  @Override
  @Nullable Duration defaultLifetime() {
    return null;
  }

  @Override
  ObjectNode request() {
    ObjectNode request = SpecJson.plain().createObjectNode();
    request.put("name", name);
    var list = request.putArray("groups");
    groups.forEach(list::add);
    return request;
  }

  @Override
  Map<String, ? extends @Nullable Object> claims() {
    Map<String, @Nullable Object> claims = new LinkedHashMap<>();
    claims.put("Name", name);
    claims.put("Groups", groups.isEmpty() ? null : groups);
    return claims;
  }
}
