package io.meshlog.xds.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.XdsType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks a real Envoy whether it would take a config: everything goes into a static bootstrap, load
 * assignments into their clusters, secrets beside them, since with ADS alone nothing is looked at.
 */
final class EnvoyCheck {
  private static final String CERTIFICATE = "certificate.pem";
  private static final String KEY = "key.pem";
  private static final String PIPE = "/kuma-al-";

  private final Path envoy;
  private final Path workFolder;
  private final Map<Path, Boolean> batches = new HashMap<>();

  EnvoyCheck(Path envoy, Path workFolder, TestCertificates made) {
    this.envoy = envoy;
    this.workFolder = workFolder;
    try {
      Files.writeString(workFolder.resolve(CERTIFICATE), made.content("certificate"));
      Files.writeString(workFolder.resolve(KEY), made.content("key"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From {@code MESHLOG_ENVOY}, else the first {@code envoy} on the path. */
  static Optional<Path> binary() {
    String named = System.getenv("MESHLOG_ENVOY");
    if (named != null && !named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      Path candidate = Path.of(folder, "envoy");
      if (Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /**
   * Asks once for all cases of a folder, and once more for each of them when Envoy does not take
   * all.
   */
  void accepts(Path one, List<Path> all, Function<Path, ProxyConfig> config) {
    if (!batches.computeIfAbsent(one.getParent(), folder -> batch(all, config))) {
      String said = refusal(bootstrap(config.apply(one)));
      assertThat(said).as("Envoy says").isNull();
    }
  }

  private boolean batch(List<Path> all, Function<Path, ProxyConfig> config) {
    EnvoyBatch batch = new EnvoyBatch();
    try {
      all.forEach(each -> batch.add(bootstrap(config.apply(each))));
    } catch (IllegalArgumentException | IllegalStateException e) {
      return false;
    }
    String said = refusal(batch.bootstrap());
    if (said != null) {
      System.out.println("not all of " + all.getFirst().getParent() + " are taken: " + said);
    }
    return said == null;
  }

  /** Null when Envoy takes it. */
  private @Nullable String refusal(ObjectNode bootstrap) {
    try {
      Path file = workFolder.resolve("bootstrap.json");
      withFiles(bootstrap);
      Files.writeString(file, bootstrap.toString());
      Process process =
          new ProcessBuilder(
                  envoy.toString(), "--mode", "validate", "-c", file.toString(), "-l", "error")
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes());
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return process.exitValue() == 0 ? null : said;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Files of a certificate that only a proxy's machine has are replaced by some that are here, and
   * kuma-dp's pipe for access logs by what takes all: Envoy opens them.
   */
  private void withFiles(JsonNode node) {
    if (node instanceof ObjectNode logger && logger.path("path").asString("").contains(PIPE)) {
      logger.put("path", "/dev/null");
    }
    replace(node.path("certificateChain"), CERTIFICATE);
    replace(node.path("privateKey"), KEY);
    node.forEach(this::withFiles);
  }

  private void replace(JsonNode source, String file) {
    if (source instanceof ObjectNode object && object.has("filename")) {
      object.put("filename", workFolder.resolve(file).toString());
    }
  }

  static ObjectNode bootstrap(ProxyConfig config) {
    ObjectNode root = SpecJson.plain().createObjectNode();
    ObjectNode resources = root.putObject("static_resources");
    ArrayNode clusters = resources.putArray("clusters");
    for (var entry : config.of(XdsType.CLUSTER).values()) {
      ObjectNode cluster = json(config, XdsType.CLUSTER, entry.name());
      if (cluster.path("type").asString("").equals("EDS")) {
        String service = cluster.path("edsClusterConfig").path("serviceName").asString("");
        String name = service.isEmpty() ? entry.name() : service;
        cluster.put("type", "STATIC");
        cluster.remove("edsClusterConfig");
        cluster.set("loadAssignment", json(config, XdsType.ENDPOINT, name));
      }
      clusters.add(cluster);
    }
    ArrayNode listeners = resources.putArray("listeners");
    config
        .of(XdsType.LISTENER)
        .keySet()
        .forEach(name -> listeners.add(json(config, XdsType.LISTENER, name)));
    withRoutes(listeners, config);
    ArrayNode secrets = resources.putArray("secrets");
    config
        .of(XdsType.SECRET)
        .keySet()
        .forEach(name -> secrets.add(json(config, XdsType.SECRET, name)));
    return root;
  }

  /** Routes that come apart stand where they are referred to. */
  private static void withRoutes(JsonNode node, ProxyConfig config) {
    if (node instanceof ObjectNode object && object.has("rds")) {
      String name = object.path("rds").path("routeConfigName").asString("");
      object.remove("rds");
      object.set("routeConfig", json(config, XdsType.ROUTE, name));
    }
    node.forEach(child -> withRoutes(child, config));
  }

  private static ObjectNode json(ProxyConfig config, XdsType type, String name) {
    var resource =
        config
            .find(type, name)
            .orElseThrow(() -> new AssertionError(type + " " + name + " is referred to, not sent"));
    ObjectNode node = (ObjectNode) SpecJson.parse(ProtoJson.print(resource));
    node.remove("@type");
    dropSds(node);
    return node;
  }

  /** A secret without a source is looked for among the static ones. */
  private static void dropSds(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove("sdsConfig");
    }
    node.forEach(EnvoyCheck::dropSds);
  }
}
