package io.meshlog.xds.generate;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.meshlog.xds.Decided;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.Reach;
import io.meshlog.xds.Reasons;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.baseline.AdminListener;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.Secrets;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Collects finished resources. Local to one call. */
final class ConfigBuilder {
  private final Map<XdsType, SortedMap<String, XdsResource>> resources =
      new EnumMap<>(XdsType.class);
  private final Map<String, Reach> reaches = new HashMap<>();

  void add(XdsType type, XdsResource resource) {
    resources.computeIfAbsent(type, t -> new TreeMap<>()).put(resource.name(), resource);
  }

  void add(Listener listener) {
    add(listener, UnaryOperator.identity());
  }

  /**
   * @param shared gives one instance for equal resources
   */
  void add(Listener listener, UnaryOperator<XdsResource> shared) {
    add(
        XdsType.LISTENER,
        shared.apply(XdsResource.of(XdsType.LISTENER, listener.getName(), listener)));
  }

  void add(Cluster cluster) {
    add(cluster, UnaryOperator.identity());
  }

  /**
   * @param shared gives one instance for equal resources
   */
  void add(Cluster cluster, UnaryOperator<XdsResource> shared) {
    add(XdsType.CLUSTER, shared.apply(XdsResource.of(XdsType.CLUSTER, cluster.getName(), cluster)));
  }

  void add(RouteConfiguration routes) {
    add(XdsType.ROUTE, XdsResource.of(XdsType.ROUTE, routes.getName(), routes));
  }

  /** The endpoints of a cluster, and where they come from. */
  void add(XdsResource assignment, Reach reach) {
    add(XdsType.ENDPOINT, assignment);
    reaches.put(assignment.name(), reach);
  }

  /** How a zone proxy's readiness and admin are reached from outside. */
  void admin(ProxyFacts facts, String address, Certificates certificates) {
    if (AdminListener.wanted(facts, address)) {
      AdminListener admin = AdminListener.of(facts, address, certificates);
      add(admin.listener());
      admin.clusters().stream().map(ClusterDraft::freeze).forEach(this::add);
      admin.secrets().forEach(secret -> add(XdsType.SECRET, secret));
    }
  }

  /** What the two ends of a mesh's mutual TLS refer to. */
  void secrets(String mesh, Certificates certificates) {
    certificates
        .identity(mesh)
        .ifPresent(cert -> add(XdsType.SECRET, Secrets.identity(mesh, cert)));
    String authority = certificates.authorities().getOrDefault(mesh, "");
    add(XdsType.SECRET, Secrets.authority(mesh, authority));
  }

  /** What was added so far, for each type that has some. */
  Map<XdsType, SortedMap<String, XdsResource>> resources() {
    Map<XdsType, SortedMap<String, XdsResource>> all = new EnumMap<>(XdsType.class);
    resources.forEach((type, byName) -> all.put(type, Collections.unmodifiableSortedMap(byName)));
    return all;
  }

  ProxyConfig build(Collection<Dep> deps, List<Decided> decisions) {
    return new ProxyConfig(resources, Set.copyOf(deps), reaches, new Reasons(decisions, List.of()));
  }
}
