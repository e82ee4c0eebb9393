package io.meshlog.xds.generate;

import java.util.List;
import java.util.Random;

/** Top-level targets at random, of every kind. */
final class RandomTargets {
  private RandomTargets() {}

  /**
   * @param body of the policy: only one about inbounds may name a section
   */
  static String top(Random random, String body, List<String> services) {
    String service = services.get(random.nextInt(services.size()));
    String version = "\"tags\":{\"version\":\"v" + random.nextInt(2) + "\"}";
    String section =
        body.startsWith("\"to\"") || body.startsWith("\"default\"") || random.nextBoolean()
            ? ""
            : ",\"sectionName\":\"80\"";
    return switch (random.nextInt(10)) {
      case 0 -> "{\"kind\":\"MeshSubset\"," + version + '}';
      case 1 -> "{\"kind\":\"MeshService\",\"name\":\"" + service + "\"}";
      case 2 -> "{\"kind\":\"MeshServiceSubset\",\"name\":\"" + service + "\"," + version + '}';
      case 3 ->
          "{\"kind\":\"Dataplane\",\"labels\":{\"team\":\"t"
              + random.nextInt(2)
              + "\"}"
              + section
              + '}';
      case 4 -> "{\"kind\":\"Dataplane\",\"name\":\"dp-" + random.nextInt(4) + "\"" + section + '}';
      case 5 ->
          "{\"kind\":\"MeshGateway\",\"name\":\"gw-"
              + random.nextInt(2)
              + (random.nextBoolean() ? "\"}" : "\",\"tags\":{\"version\":\"v1\"}}");
      case 6 -> "{\"kind\":\"Mesh\",\"proxyTypes\":[\"Gateway\"]}";
      case 7 -> "{\"kind\":\"Mesh\",\"proxyTypes\":[\"Sidecar\"]}";
      default -> "{\"kind\":\"Mesh\"}";
    };
  }

  /** For types that a route as a whole can be the target of. */
  static String route(Random random) {
    return "{\"kind\":\"MeshHTTPRoute\",\"name\":\"p-" + random.nextInt(3) + "\"}";
  }
}
