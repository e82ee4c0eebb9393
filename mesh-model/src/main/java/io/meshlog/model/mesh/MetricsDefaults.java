package io.meshlog.model.mesh;

import io.meshlog.model.mesh.MeshSpec.Metrics;
import io.meshlog.model.mesh.MeshSpec.MetricsBackend;
import io.meshlog.model.resource.Fields;
import io.meshlog.model.resource.Tags;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a Prometheus backend has where the user leaves it out (rest-and-dataplane-protocol.md 2.8).
 */
final class MetricsDefaults {
  private static final int PORT = 5670;
  private static final String SKIP = "skipMTLS";

  private MetricsDefaults() {}

  static @Nullable Metrics complete(@Nullable Metrics metrics) {
    return metrics == null || metrics.backends() == null
        ? metrics
        : new Metrics(
            metrics.enabledBackend(),
            metrics.backends().stream().map(MetricsDefaults::backend).toList());
  }

  private static MetricsBackend backend(MetricsBackend backend) {
    return "prometheus".equals(backend.type())
        ? new MetricsBackend(backend.name(), backend.type(), conf(Fields.of(backend.conf())))
        : backend;
  }

  private static Map<String, Object> conf(Fields said) {
    Map<String, Object> conf = new LinkedHashMap<>(said.values());
    if (said.integer("port") == 0) {
      conf.put("port", PORT);
    }
    if (said.text("path").isEmpty()) {
      conf.put("path", "/metrics");
    }
    if (said.object("tags").values().isEmpty()) {
      conf.put("tags", Map.of(Tags.SERVICE, "dataplane-metrics"));
    }
    if (!said.has("tls")) {
      // The zero value of the mode, which is not printed, is the mesh's own mutual TLS.
      boolean off = Boolean.TRUE.equals(said.values().get(SKIP));
      conf.put("tls", off ? Map.of("mode", "disabled") : Map.of());
    }
    if (said.object("tls").text("mode").equals("providedTLS")) {
      conf.remove(SKIP);
    }
    return conf;
  }
}
