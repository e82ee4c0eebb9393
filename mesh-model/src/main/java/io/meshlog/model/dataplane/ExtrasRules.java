package io.meshlog.model.dataplane;

import io.meshlog.model.dataplane.DataplaneSpec.Endpoint;
import io.meshlog.model.dataplane.DataplaneSpec.Metrics;
import io.meshlog.model.dataplane.DataplaneSpec.Probes;
import io.meshlog.model.dataplane.DataplaneSpec.ServiceProbe;
import io.meshlog.model.json.ProtoDuration;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Fields;
import io.meshlog.model.resource.Violations;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Probes and metrics of a Dataplane (rest-and-dataplane-protocol.md 7.1). */
final class ExtrasRules {
  private static final String POSITIVE = "must have a positive value";

  private ExtrasRules() {}

  static void serviceProbe(ServiceProbe probe, Violations at) {
    positive(probe.interval(), at.at("interval"));
    positive(probe.timeout(), at.at("timeout"));
    positive(probe.unhealthyThreshold(), at.at("unhealthyThreshold"));
    positive(probe.healthyThreshold(), at.at("healthyThreshold"));
  }

  private static void positive(@Nullable ProtoDuration duration, Violations at) {
    if (duration != null && !duration.value().isPositive()) {
      at.add(POSITIVE);
    }
  }

  private static void positive(@Nullable Long threshold, Violations at) {
    if (threshold != null && threshold == 0) {
      at.add(POSITIVE);
    }
  }

  static void probes(Probes probes, Violations at) {
    port(probes.port(), at.at("port"));
    List<Endpoint> endpoints = probes.endpoints() == null ? List.of() : probes.endpoints();
    for (int i = 0; i < endpoints.size(); i++) {
      Violations here = at.at("endpoints", i);
      port(endpoints.get(i).inboundPort(), here.at("inboundPort"));
      path(endpoints.get(i).inboundPath(), here.at("inboundPath"));
      path(endpoints.get(i).path(), here.at("path"));
    }
  }

  private static void port(long port, Violations at) {
    AddressRules.port((int) Math.min(port, Integer.MAX_VALUE), at);
  }

  private static void path(@Nullable String path, Violations at) {
    if (path == null || !path.startsWith("/")) {
      at.add("should be a valid URL Path");
    }
  }

  static void metrics(Metrics metrics, Violations at) {
    if (metrics.type() != null && !metrics.type().equals("prometheus")) {
      at.add("type", "unknown backend type. Available backends: \"prometheus\"");
    }
    List<Fields> aggregate = Fields.of(metrics.conf()).objects("aggregate");
    Set<String> names = new HashSet<>();
    for (int i = 0; i < aggregate.size(); i++) {
      String name = aggregate.get(i).text("name");
      if (!names.add(name)) {
        at.at("conf")
            .at("aggregate", i)
            .add("name", "duplicate entry: " + name + ", values have to be unique");
      }
    }
  }
}
