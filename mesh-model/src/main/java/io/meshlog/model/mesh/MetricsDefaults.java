package io.meshlog.model.mesh;

import io.meshlog.model.resource.Fields;
import io.meshlog.model.resource.Tags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a Prometheus backend has where the user leaves it out (rest-and-dataplane-protocol.md 2.8).
 */
final class MetricsDefaults {
  private static final int PORT = 5670;
  private static final String SKIP = "skipMTLS";

  private MetricsDefaults() {}

  static @Nullable Map<String, Object> complete(@Nullable Map<String, Object> metrics) {
    if (metrics == null || !(metrics.get("backends") instanceof List<?> backends)) {
      return metrics;
    }
    List<Object> completed = new ArrayList<>();
    backends.forEach(backend -> completed.add(backend(Fields.of(backend))));
    Map<String, Object> all = new LinkedHashMap<>(metrics);
    all.put("backends", List.copyOf(completed));
    return all;
  }

  private static Map<String, Object> backend(Fields backend) {
    Map<String, Object> all = new LinkedHashMap<>(backend.values());
    if (backend.text("type").equals("prometheus")) {
      all.put("conf", conf(backend.object("conf")));
    }
    return all;
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
