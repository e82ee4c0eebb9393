package io.meshlog.model.dataplane;

import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Fields;
import io.meshlog.model.resource.Violations;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Probes and metrics of a Dataplane (rest-and-dataplane-protocol.md 7.1). */
final class ExtrasRules {
  private ExtrasRules() {}

  static void serviceProbe(Fields probe, Violations at) {
    for (String duration : List.of("interval", "timeout")) {
      if (probe.has(duration)
          && !probe.duration(duration).filter(d -> d.isPositive()).isPresent()) {
        at.add(duration, "must have a positive value");
      }
    }
    for (String threshold : List.of("unhealthyThreshold", "healthyThreshold")) {
      if (probe.has(threshold) && probe.number(threshold) <= 0) {
        at.add(threshold, "must have a positive value");
      }
    }
  }

  static void probes(Fields probes, boolean given, Violations violations) {
    if (!given) {
      return;
    }
    Violations at = violations.at("probes");
    AddressRules.port(probes.integer("port"), at.at("port"));
    List<Fields> endpoints = probes.objects("endpoints");
    for (int i = 0; i < endpoints.size(); i++) {
      Violations here = at.at("endpoints", i);
      AddressRules.port(endpoints.get(i).integer("inboundPort"), here.at("inboundPort"));
      for (String path : List.of("inboundPath", "path")) {
        if (!endpoints.get(i).text(path).startsWith("/")) {
          here.add(path, "should be a valid URL Path");
        }
      }
    }
  }

  static void metrics(Fields metrics, Violations violations) {
    if (metrics.has("type") && !metrics.text("type").equals("prometheus")) {
      violations.add("metrics.type", "unknown backend type. Available backends: \"prometheus\"");
    }
    List<Fields> aggregate = metrics.object("conf").objects("aggregate");
    Set<String> names = new HashSet<>();
    for (int i = 0; i < aggregate.size(); i++) {
      String name = aggregate.get(i).text("name");
      if (!names.add(name)) {
        violations
            .at("metrics.conf")
            .at("aggregate", i)
            .add("name", "duplicate entry: " + name + ", values have to be unique");
      }
    }
  }
}
