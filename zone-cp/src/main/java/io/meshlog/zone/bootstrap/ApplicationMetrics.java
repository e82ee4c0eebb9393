package io.meshlog.zone.bootstrap;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where metrics of an application are, that kuma-dp joins with Envoy's: of the mesh's metrics
 * backend, and of the Dataplane, whose entries take the place of those of the same name.
 */
record ApplicationMetrics(String name, String address, int port, String path) {
  private static final String DEFAULT_PATH = "/metrics";

  static List<ApplicationMetrics> of(MeshSpec mesh, DataplaneSpec dataplane) {
    Map<String, Fields> byName = new LinkedHashMap<>();
    MeshSpec.Metrics metrics = mesh.metrics();
    if (metrics != null && metrics.backends() != null) {
      metrics.backends().stream()
          .filter(backend -> Objects.equals(backend.name(), metrics.enabledBackend()))
          .forEach(backend -> put(byName, Fields.of(backend.conf())));
    }
    if (dataplane.metrics() != null) {
      put(byName, Fields.of(dataplane.metrics().conf()));
    }
    List<ApplicationMetrics> all = new ArrayList<>();
    String own = dataplane.net().address() == null ? "" : dataplane.net().address();
    byName.forEach((name, entry) -> {
      if (!Boolean.FALSE.equals(entry.values().get("enabled"))) {
        String address = entry.text("address");
        String path = entry.text("path");
        all.add(
            new ApplicationMetrics(
                name,
                address.isEmpty() ? own : address,
                entry.integer("port"),
                path.isEmpty() ? DEFAULT_PATH : path));
      }
    });
    return all;
  }

  private static void put(Map<String, Fields> byName, Fields conf) {
    conf.objects("aggregate").forEach(entry -> byName.put(entry.text("name"), entry));
  }

  Map<String, Object> json() {
    return EnvoyBootstrap.ordered("name", name, "address", address, "port", port, "path", path);
  }
}
