package io.meshlog.xds.policy.meshmetric;

import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.ConfType;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.Finished;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.OtelPipe;
import io.meshlog.xds.policy.OtelPipe.Signal;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshmetric.MeshMetric.Backend;
import io.meshlog.xds.policy.meshmetric.MeshMetric.BackendType;
import io.meshlog.xds.policy.meshmetric.MeshMetric.Conf;

/**
 * Opens a way out for metrics and tells kuma-dp what to gather (policies.md 2.11). What is attached
 * to any inbound is about the whole proxy. Nothing where kuma-dp's working folder is unknown: all
 * of it goes over sockets there.
 */
public final class MeshMetricPolicy implements Policy<Conf> {
  public static final ResourceType<MeshMetric> TYPE =
      ResourceType.named("MeshMetric", MeshMetric.class)
          .path("meshmetrics")
          .shortName("mm")
          .displayNames("Mesh Metric", "Mesh Metrics")
          .status()
          .rules(new MeshMetricRules())
          .policy(new PolicyTraits(false, false, false, false))
          .build();

  private static final ConfType<Conf> CONF = ConfType.of(Conf.class);

  @Override
  public ResourceType<MeshMetric> type() {
    return TYPE;
  }

  @Override
  public ConfType<Conf> conf() {
    return CONF;
  }

  @Override
  public void onProxy(ProxyDraft proxy, PolicySet<Conf> matched) {
    matched
        .single()
        .filter(effective -> !effective.conf().backendsOrNone().isEmpty())
        .filter(effective -> !proxy.facts().workdir().isEmpty() && !proxy.address().isEmpty())
        .ifPresent(effective -> {
          proxy.decided(Decisions.of(proxy.dataplane().name(), TYPE, effective));
          Conf conf = effective.conf();
          proxy.dynamicConfig().put(Metrics.PATH, Metrics.config(conf, proxy));
          conf.backendsOrNone().forEach(backend -> pass(backend, proxy));
          proxy.afterwards(
              finished -> conf.backendsOrNone().forEach(backend -> open(backend, proxy, finished)));
        });
  }

  /** kuma-dp hands in by itself what is for a MeshOpenTelemetryBackend. */
  private static void pass(Backend backend, ProxyDraft proxy) {
    if (backend.type() == BackendType.OpenTelemetry && backend.openTelemetry() != null) {
      OtelPipe.open(
          proxy, backend.openTelemetry().backendRef(), Signal.metrics, Metrics.refresh(backend));
    }
  }

  /** After all else: Kuma gives these clusters no circuit breaker. */
  private static void open(Backend backend, ProxyDraft proxy, Finished finished) {
    switch (backend.type()) {
      case Prometheus -> {
        if (backend.prometheus() != null) {
          ClusterDraft from = MetricListeners.hijacker(proxy);
          Listener listener = MetricListeners.prometheus(backend.prometheus(), proxy, from);
          add("prometheus", listener, from, finished);
        }
      }
      case OpenTelemetry ->
          Metrics.endpoint(backend)
              .ifPresent(endpoint -> {
                ClusterDraft to = MetricListeners.cluster(endpoint, proxy);
                Listener listener = MetricListeners.collector(endpoint, proxy, to);
                add("open-telemetry", listener, to, finished);
              });
      case null -> {}
    }
  }

  /** Of equal names the last one counts. */
  private static void add(
      String origin, Listener listener, ClusterDraft cluster, Finished finished) {
    finished.listeners().removeIf(part -> part.message().getName().equals(listener.getName()));
    finished.listeners().add(new Finished.Part<>(origin, listener));
    finished.clusters().removeIf(part -> part.message().getName().equals(cluster.name()));
    finished.clusters().add(new Finished.Part<>(origin, cluster.freeze()));
  }
}
