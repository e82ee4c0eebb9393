package io.meshlog.xds.generate;

import java.util.List;
import java.util.Random;

/** What policies say, at random: everything of a spec but its top-level target. */
final class RandomPolicies {
  private RandomPolicies() {}

  static String body(Random random, String type, List<String> services) {
    return switch (type) {
      case "MeshTimeout" -> timeout(random, services);
      case "MeshHTTPRoute" -> route(random, services);
      case "MeshTrafficPermission" -> permission(random, services);
      case "MeshCircuitBreaker" -> circuitBreaker(random, services);
      case "MeshTCPRoute" -> tcpRoute(random, services);
      case "MeshHealthCheck" -> healthCheck(random, services);
      case "MeshRateLimit" -> rateLimit(random);
      case "MeshFaultInjection" -> fault(random, services);
      case "MeshRetry" -> retry(random, services);
      default -> RandomProxyPolicies.body(random, type, services);
    };
  }

  /** A destination, by tags or by identity. */
  static String service(Random random, List<String> services) {
    String name = "\"name\":\"" + services.get(random.nextInt(services.size())) + "\"}";
    String labels = "\"labels\":{\"tier\":\"t" + random.nextInt(2) + "\"}";
    return switch (random.nextInt(8)) {
      case 0 -> "{\"kind\":\"MeshService\"," + labels + ",\"sectionName\":\"80\"}";
      case 1 -> "{\"kind\":\"MeshService\"," + labels + ",\"sectionName\":\"more\"}";
      case 2 -> "{\"kind\":\"MeshService\"," + labels + '}';
      case 3 -> "{\"kind\":\"MeshMultiZoneService\",\"port\":80," + name;
      case 4 -> "{\"kind\":\"MeshExternalService\"," + name;
      default -> "{\"kind\":\"MeshService\"," + name;
    };
  }

  /** What {@code to} of most policies may be about. */
  static String destination(Random random, List<String> services) {
    return switch (random.nextInt(6)) {
      case 0, 1 -> "{\"kind\":\"Mesh\"}";
      case 2 -> "{\"kind\":\"MeshHTTPRoute\",\"name\":\"p-" + random.nextInt(3) + "\"}";
      default -> service(random, services);
    };
  }

  /** Some clients, or all, for {@code rules}. */
  private static String matches(Random random) {
    return switch (random.nextInt(3)) {
      case 0 ->
          "\"matches\":[{\"spiffeID\":{\"type\":\"Prefix\",\"value\":\"spiffe://default/a\"}}],";
      case 1 -> "\"matches\":[{\"sni\":{\"type\":\"Exact\",\"value\":\"a.example.com\"}}],";
      default -> "";
    };
  }

  private static String timeout(Random random, List<String> services) {
    String to = destination(random, services);
    String conf =
        "\"default\":{\"connectionTimeout\":\""
            + (1 + random.nextInt(9))
            + "s\",\"http\":{\"requestTimeout\":\""
            + random.nextInt(9)
            + "s\"}}";
    return random.nextInt(3) == 0
        ? "\"rules\":[{" + matches(random) + conf + "}]"
        : "\"to\":[{\"targetRef\":" + to + ',' + conf + "}]";
  }

  private static String circuitBreaker(Random random, List<String> services) {
    String to = destination(random, services);
    String conf =
        "\"default\":{\"connectionLimits\":{\"maxRequests\":" + (1 + random.nextInt(3)) + "}}";
    return random.nextInt(3) == 0
        ? "\"rules\":[{" + conf + "}]"
        : "\"to\":[{\"targetRef\":" + to + ',' + conf + "}]";
  }

  private static String tcpRoute(Random random, List<String> services) {
    String subset =
        "{\"kind\":\"MeshServiceSubset\",\"name\":\""
            + services.get(random.nextInt(services.size()))
            + "\",\"tags\":{\"version\":\"v"
            + random.nextInt(2)
            + "\"},\"weight\":"
            + random.nextInt(3)
            + '}';
    return "\"to\":[{\"targetRef\":"
        + service(random, services)
        + ",\"rules\":[{\"default\":{\"backendRefs\":["
        + subset
        + ','
        + service(random, services)
        + "]}}]}]";
  }

  private static String healthCheck(Random random, List<String> services) {
    String to = destination(random, services);
    return "\"to\":[{\"targetRef\":"
        + to
        + ",\"default\":{\"interval\":\""
        + (1 + random.nextInt(3))
        + "s\",\"http\":{},\"tcp\":{}}}]";
  }

  private static String rateLimit(Random random) {
    String list =
        random.nextInt(3) == 0
            ? "\"to\":[{\"targetRef\":{\"kind\":\"Mesh\"},"
            : "\"rules\":[{" + matches(random);
    return list
        + "\"default\":{\"local\":{\"http\":{\"requestRate\":{\"num\":"
        + (1 + random.nextInt(3))
        + ",\"interval\":\"1s\"}},\"tcp\":{\"connectionRate\":{\"num\":3,\"interval\":\"1s\"}}}}}]";
  }

  private static String fault(Random random, List<String> services) {
    String list =
        switch (random.nextInt(4)) {
          case 0 -> "\"to\":[{\"targetRef\":{\"kind\":\"Mesh\"},";
          case 1 -> "\"rules\":[{" + matches(random);
          case 2 -> "\"from\":[{\"targetRef\":{\"kind\":\"Mesh\"},";
          default -> "\"from\":[{\"targetRef\":" + service(random, services) + ',';
        };
    return list
        + "\"default\":{\"http\":[{\"abort\":{\"httpStatus\":503,\"percentage\":"
        + random.nextInt(100)
        + "}}]}}]";
  }

  private static String retry(Random random, List<String> services) {
    String to = destination(random, services);
    return "\"to\":[{\"targetRef\":"
        + to
        + ",\"default\":{\"http\":{\"numRetries\":"
        + random.nextInt(3)
        + "},\"tcp\":{\"maxConnectAttempt\":"
        + (1 + random.nextInt(3))
        + "}}}]";
  }

  private static String route(Random random, List<String> services) {
    String backend =
        random.nextBoolean()
            ? service(random, services)
            : "{\"kind\":\"MeshServiceSubset\",\"name\":\""
                + services.get(random.nextInt(services.size()))
                + "\",\"tags\":{\"version\":\"v"
                + random.nextInt(2)
                + "\"},\"weight\":"
                + random.nextInt(3)
                + '}';
    return "\"to\":[{\"targetRef\":"
        + service(random, services)
        + ",\"rules\":[{\"matches\":[{\"path\":{\"type\":\"PathPrefix\",\"value\":\"/"
        + (random.nextBoolean() ? "" : "v" + random.nextInt(2))
        + "\"}}],\"default\":{\"backendRefs\":["
        + backend
        + ','
        + service(random, services)
        + "]}}]}]";
  }

  private static String permission(Random random, List<String> services) {
    if (random.nextInt(3) == 0) {
      return "\"rules\":[{\"default\":{\""
          + (random.nextBoolean() ? "allow" : "deny")
          + "\":[{\"spiffeID\":{\"type\":\"Exact\",\"value\":\"spiffe://default/"
          + services.get(random.nextInt(services.size()))
          + "\"}}]}}]";
    }
    String from = random.nextBoolean() ? "{\"kind\":\"Mesh\"}" : service(random, services);
    return "\"from\":[{\"targetRef\":"
        + from
        + ",\"default\":{\"action\":\""
        + (random.nextBoolean() ? "Allow" : "Deny")
        + "\"}}]";
  }
}
