package io.meshlog.xds.policy.meshmetric;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.policy.ProxyLabels;
import io.meshlog.xds.policy.Sockets;
import io.meshlog.xds.policy.meshmetric.MeshMetric.Backend;
import io.meshlog.xds.policy.meshmetric.MeshMetric.BackendType;
import io.meshlog.xds.policy.meshmetric.MeshMetric.Conf;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What kuma-dp is told to gather and to hand on (policies.md 2.11), and over which sockets. */
final class Metrics {
  /** Where kuma-dp reads it, and where it answers with metrics. */
  static final String PATH = "/meshmetric";

  private Metrics() {}

  static ObjectNode config(Conf conf, ProxyDraft proxy) {
    ObjectNode root = SpecJson.plain().createObjectNode();
    ObjectNode metrics = root.putObject("observability").putObject("metrics");
    if (conf.applicationsOrNone().isEmpty()) {
      metrics.putNull("applications");
    } else {
      ArrayNode applications = metrics.putArray("applications");
      conf.applicationsOrNone().forEach(each -> application(each, applications.addObject()));
    }
    ArrayNode backends = metrics.putArray("backends");
    if (conf.backendsOrNone().stream().anyMatch(each -> each.type() == BackendType.Prometheus)) {
      backends.addObject().put("type", BackendType.Prometheus.name()).putNull("name");
    }
    for (Backend backend : conf.backendsOrNone()) {
      endpoint(backend).ifPresent(to -> collector(backend, to, proxy, backends.addObject()));
    }
    if (conf.sidecar() != null) {
      metrics.set("sidecar", SpecJson.plain().valueToTree(conf.sidecar()));
    }
    ObjectNode labels = metrics.putObject("extraLabels");
    labels(proxy).forEach(labels::put);
    return root;
  }

  private static void application(MeshMetric.Application from, ObjectNode into) {
    if (from.name() != null) {
      into.put("name", from.name());
    }
    into.put("path", from.pathOrDefault());
    into.put("port", from.port());
    into.put("address", from.address() == null ? "" : from.address());
  }

  private static void collector(
      Backend backend, String endpoint, ProxyDraft proxy, ObjectNode into) {
    into.put("type", BackendType.OpenTelemetry.name());
    into.put("name", name(endpoint));
    into.putObject("openTelemetry")
        .put("endpoint", collectorSocket(proxy, endpoint))
        .put("refreshInterval", refresh(backend));
  }

  static String refresh(Backend backend) {
    return backend.openTelemetry() == null
        ? ""
        : backend.openTelemetry().refreshOrDefault().toString();
  }

  /** Of an OpenTelemetry backend that names its collector itself. */
  static Optional<String> endpoint(Backend backend) {
    return backend.type() != BackendType.OpenTelemetry || backend.openTelemetry() == null
        ? Optional.empty()
        : Optional.ofNullable(backend.openTelemetry().endpoint()).filter(text -> !text.isEmpty());
  }

  /** What a collector is called in names of listeners, clusters and sockets. */
  static String name(String endpoint) {
    return endpoint.replace("/", "").replace(":", "-");
  }

  /** Where kuma-dp hands in what is for the collector. */
  static String collectorSocket(ProxyDraft proxy, String endpoint) {
    return Sockets.collector(proxy, name(endpoint));
  }

  /** What tells this proxy's metrics from those of others. */
  static SortedMap<String, String> labels(ProxyDraft proxy) {
    SortedMap<String, String> labels = new TreeMap<>();
    tags(proxy)
        .forEach((key, values) -> {
          labels.put(label(key), values.first());
          labels.put(label(key + 's'), values.stream().reduce(",", (all, one) -> all + one + ','));
        });
    if (!proxy.listeners().gateway().isEmpty()) {
      labels.put("kuma_io_mesh_gateway", proxy.listeners().gateway());
    }
    labels.put("mesh", proxy.mesh().name());
    String zone = proxy.dataplane().labels().getOrEmpty(Labels.ZONE);
    if (!zone.isEmpty()) {
      labels.put("zone", zone);
    }
    labels.put(
        "kuma.proxy_role",
        proxy.dataplane().spec().net().gateway() == null ? "sidecar" : "gateway");
    labels.put("dataplane", proxy.dataplane().name());
    String workload = proxy.dataplane().labels().getOrEmpty(Labels.WORKLOAD);
    String service = ProxyLabels.service(proxy.dataplane());
    if (!workload.isEmpty()) {
      labels.put("kuma.workload", workload);
    } else if (!service.equals("unknown")) {
      labels.put("service", service);
    }
    return labels;
  }

  /** By key, so that a tag called like the plural of another one wins over that. */
  private static SortedMap<String, SortedSet<String>> tags(ProxyDraft proxy) {
    SortedMap<String, SortedSet<String>> all = new TreeMap<>();
    for (Tags tags : proxy.dataplane().spec().tagSets()) {
      tags.values()
          .forEach((key, value) -> all.computeIfAbsent(key, none -> new TreeSet<>()).add(value));
    }
    return all;
  }

  private static String label(String tag) {
    return tag.replaceAll("[^a-zA-Z0-9_]", "_");
  }
}
