package io.meshlog.xds.generate;

import java.util.List;
import java.util.Random;

/** As {@link RandomPolicies}, for policies that are about what a proxy does beside routing. */
final class RandomProxyPolicies {
  private RandomProxyPolicies() {}

  static String body(Random random, String type, List<String> services) {
    return switch (type) {
      case "MeshTLS" -> tls(random);
      case "MeshTrace" -> trace(random);
      case "MeshAccessLog" -> accessLog(random, services);
      case "MeshProxyPatch" -> patch(random, services);
      case "MeshLoadBalancingStrategy" -> balancing(random, services);
      case "MeshMetric" -> metric(random);
      case "MeshPassthrough" -> passthrough(random);
      default -> "\"default\":{}";
    };
  }

  private static String metric(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> "\"default\":{\"applications\":[{\"port\":" + (1 + random.nextInt(9)) + "}]}";
      case 1 ->
          "\"default\":{\"backends\":[{\"type\":\"OpenTelemetry\",\"openTelemetry\":{\"endpoint\":\"10.0.0."
              + random.nextInt(3)
              + ":4317\"}}]}";
      default ->
          "\"default\":{\"backends\":[{\"type\":\"Prometheus\",\"prometheus\":{\"port\":"
              + (5670 + random.nextInt(3))
              + "}}]}";
    };
  }

  private static String passthrough(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> "\"default\":{\"passthroughMode\":\"None\"}";
      case 1 -> "\"default\":{\"passthroughMode\":\"All\"}";
      default ->
          "\"default\":{\"appendMatch\":[{\"type\":\"IP\",\"value\":\"10.0.0."
              + random.nextInt(3)
              + "\",\"port\":5000},{\"type\":\"Domain\",\"value\":\"a.com\",\"protocol\":\"http\"}]}";
    };
  }

  private static String tls(Random random) {
    return "\"rules\":[{\"default\":{\"mode\":\""
        + (random.nextBoolean() ? "Strict" : "Permissive")
        + "\",\"tlsVersion\":{\"min\":\"TLS1"
        + random.nextInt(4)
        + "\"}}}]";
  }

  private static String trace(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> "\"default\":{\"backends\":[]}";
      case 1 -> "\"default\":{\"sampling\":{\"overall\":" + random.nextInt(100) + "}}";
      default ->
          "\"default\":{\"backends\":[{\"type\":\"Datadog\",\"datadog\":{\"url\":\"http://10.0.0."
              + (1 + random.nextInt(3))
              + ":8126\",\"splitService\":true}}]}";
    };
  }

  private static String accessLog(Random random, List<String> services) {
    String conf =
        "\"default\":{\"backends\":[{\"type\":\"OpenTelemetry\",\"openTelemetry\":{\"endpoint\":\"otel-"
            + random.nextInt(3)
            + "\"}}]}";
    return switch (random.nextInt(3)) {
      case 0 -> "\"rules\":[{" + conf + "}]";
      case 1 -> "\"to\":[{\"targetRef\":{\"kind\":\"Mesh\"}," + conf + "}]";
      default ->
          "\"to\":[{\"targetRef\":"
              + RandomPolicies.destination(random, services)
              + ','
              + conf
              + "}]";
    };
  }

  private static String patch(Random random, List<String> services) {
    String cluster = services.get(random.nextInt(services.size()));
    return switch (random.nextInt(3)) {
      case 0 ->
          modifications(
              "{\"cluster\":{\"operation\":\"Remove\",\"match\":{\"name\":\"" + cluster + "\"}}}");
      case 1 ->
          modifications(
              "{\"cluster\":{\"operation\":\"Patch\",\"value\":\"connectTimeout: "
                  + (1 + random.nextInt(9))
                  + "s\"}}");
      default ->
          modifications(
              "{\"listener\":{\"operation\":\"Patch\",\"match\":{\"origin\":\"inbound\"},\"jsonPatches\":"
                  + "[{\"op\":\"add\",\"path\":\"/tcpBacklogSize\",\"value\":"
                  + random.nextInt(100)
                  + "}]}}");
    };
  }

  private static String modifications(String one) {
    return "\"default\":{\"appendModifications\":[" + one + "]}";
  }

  private static String balancing(Random random, List<String> services) {
    String to = RandomPolicies.destination(random, services);
    String hash =
        random.nextBoolean()
            ? ""
            : "\"hashPolicies\":[{\"type\":\"Header\",\"header\":{\"name\":\"x\"}}],";
    String local =
        random.nextBoolean()
            ? "\"localZone\":{\"affinityTags\":[{\"key\":\"version\"},{\"key\":\"kuma.io/service\"}]}"
            : "\"disabled\":" + random.nextBoolean();
    String cross =
        random.nextBoolean()
            ? ",\"crossZone\":{\"failover\":[{\"to\":{\"type\":\"Only\",\"zones\":[\"zone-"
                + (2 + random.nextInt(2))
                + "\"]}},{\"from\":{\"zones\":[\"zone-1\"]},\"to\":{\"type\":\"Any\"}}]}"
            : "";
    return "\"to\":[{\"targetRef\":"
        + to
        + ",\"default\":{"
        + hash
        + "\"localityAwareness\":{"
        + local
        + cross
        + "}}}]";
  }
}
