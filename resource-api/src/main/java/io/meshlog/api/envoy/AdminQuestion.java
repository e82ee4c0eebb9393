package io.meshlog.api.envoy;

import io.meshlog.api.error.Problem;
import io.meshlog.api.resource.Ask;
import io.meshlog.model.json.SpecJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What is asked of a proxy's Envoy.
 *
 * @param type of the proxy's resource
 * @param mesh empty for zone proxies
 * @param name of the resource in its zone
 * @param actor who asks, for the audit
 * @param flags of the operation
 */
public record AdminQuestion(
    String type, String mesh, String name, String actor, Operation operation, Flags flags) {

  /** The last segment of the path. */
  public enum Operation {
    XDS("XDSConfigRequest"),
    STATS("StatsRequest"),
    CLUSTERS("ClustersRequest");

    private final String request;

    Operation(String request) {
      this.request = request;
    }

    /** As Kuma names it between control planes. */
    public String request() {
      return request;
    }

    static Optional<Operation> of(String segment) {
      for (Operation operation : values()) {
        if (operation.name().toLowerCase(Locale.ROOT).equals(segment)) {
          return Optional.of(operation);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * @param endpoints with the endpoints that Envoy was told ({@code include_eds})
   * @param json instead of text ({@code format=json})
   * @param usedOnly without statistics that nothing has touched
   */
  public record Flags(boolean endpoints, boolean json, boolean usedOnly) {
    static Flags of(Ask ask) {
      String format = ask.parameter("format");
      if (format != null && !List.of("", "text", "json").contains(format)) {
        throw unsupported("format");
      }
      return new Flags(
          flag(ask, "include_eds", false), "json".equals(format), flag(ask, "usedonly", true));
    }

    private static boolean flag(Ask ask, String name, boolean otherwise) {
      String value = ask.parameter(name);
      return switch (value) {
        case null -> otherwise;
        case "", "true" -> true;
        case "false" -> false;
        default -> throw unsupported(name);
      };
    }

    private static RuntimeException unsupported(String name) {
      return Problem.badRequest("bad request: unsupported value for query parameter '" + name + "'")
          .raise();
    }
  }

  /** Path and query at Envoy's admin. */
  public String path() {
    return switch (operation) {
      case XDS -> "/config_dump" + query(flags.endpoints() ? "include_eds" : null);
      case STATS ->
          "/stats"
              + query(flags.usedOnly() ? "usedonly" : null, flags.json() ? "format=json" : null);
      case CLUSTERS -> "/clusters" + query(flags.json() ? "format=json" : null);
    };
  }

  private static String query(@Nullable String... parts) {
    StringBuilder query = new StringBuilder();
    for (String part : parts) {
      if (part != null) {
        query.append(query.isEmpty() ? '?' : '&').append(part);
      }
    }
    return query.toString();
  }

  public boolean answersJson() {
    return operation == Operation.XDS || flags.json();
  }

  /** For another control plane to {@link #read}. */
  public byte[] bytes() {
    return SpecJson.plain()
        .createObjectNode()
        .put("type", type)
        .put("mesh", mesh)
        .put("name", name)
        .put("actor", actor)
        .put("operation", operation.name())
        .put("endpoints", flags.endpoints())
        .put("json", flags.json())
        .put("usedOnly", flags.usedOnly())
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Empty when it is no question. */
  public static Optional<AdminQuestion> read(byte[] bytes) {
    try {
      JsonNode json = SpecJson.plain().readTree(bytes);
      String operation = json.path("operation").asString("").toLowerCase(Locale.ROOT);
      return Operation.of(operation)
          .map(known ->
              new AdminQuestion(
                  json.path("type").asString(""),
                  json.path("mesh").asString(""),
                  json.path("name").asString(""),
                  json.path("actor").asString(""),
                  known,
                  new Flags(
                      json.path("endpoints").asBoolean(false),
                      json.path("json").asBoolean(false),
                      json.path("usedOnly").asBoolean(true))));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
