package io.meshlog.xds.generate;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Outbound;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.xds.Decided;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Reach;
import io.meshlog.xds.Reach.From;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.baseline.Outbounds;
import io.meshlog.xds.baseline.Transparent;
import io.meshlog.xds.baseline.VirtualOutbounds;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.VirtualServices;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshView;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What a sidecar has for the calls it makes: the listeners of its outbounds and the clusters behind
 * them. All replicas of a workload have the same one; the endpoints are looked up for each state.
 *
 * @param listeners and {@code clusters}: by name, unmodifiable
 * @param endpoints of the clusters whose endpoints come apart
 * @param hostnames by which its host reaches virtual addresses among them
 * @param tls whether some cluster shows the proxy's certificate
 */
record OutgoingHalf(
    SortedMap<String, XdsResource> listeners,
    SortedMap<String, XdsResource> clusters,
    SharedEndpoints endpoints,
    Set<Dep> deps,
    List<Decided> decisions,
    Map<String, String> hostnames,
    boolean tls) {

  /**
   * @param asked the mesh as it is
   * @param virtual what the proxy may call at virtual addresses
   * @param selected what policies select, a sidecar of this likeness
   * @param shared gives one instance for equal resources
   */
  static OutgoingHalf of(
      MeshView mesh,
      AskedFacts asked,
      VirtualServices virtual,
      Likeness likeness,
      Resource<DataplaneSpec> selected,
      UnaryOperator<XdsResource> shared) {
    ProxyDraft draft =
        new ProxyDraft(
            likeness.facts(),
            asked,
            likeness.dataplane(),
            selected,
            "",
            GatewayListeners.NONE,
            Transparent.of(likeness.facts(), likeness.dataplane().spec()),
            (proxy, to) -> Outbounds.cluster(proxy, to, Certificates.NONE),
            List::of);
    for (Outbound outbound : likeness.dataplane().spec().net().outbounds()) {
      Outbounds.draft(draft, outbound);
    }
    VirtualOutbounds.draft(draft, () -> virtual);
    mesh.policies().apply(draft);
    return freeze(draft, mesh.name(), shared);
  }

  private static OutgoingHalf freeze(
      ProxyDraft draft, String mesh, UnaryOperator<XdsResource> shared) {
    if (!draft.edits().isEmpty()) {
      throw new IllegalStateException("a policy edits what proxies share");
    }
    SortedMap<String, XdsResource> listeners = new TreeMap<>();
    SortedMap<String, XdsResource> clusters = new TreeMap<>();
    Map<String, Reach> reaches = new HashMap<>();
    boolean tls = false;
    for (ClusterDraft destination : draft.destinations()) {
      tls |= destination.tls() != null;
      destination.limits().setTrackRemaining(true);
      Cluster cluster = destination.freeze();
      clusters.put(
          cluster.getName(),
          shared.apply(XdsResource.of(XdsType.CLUSTER, cluster.getName(), cluster)));
      if (destination.hasEndpointsApart()) {
        reaches.put(
            cluster.getName(),
            new Reach(mesh, destination.destination(), From.SIDECAR, destination.spread()));
      }
    }
    for (OutboundDraft outbound : draft.outbounds()) {
      Outbounds.freeze(outbound)
          .map(listener -> XdsResource.of(XdsType.LISTENER, listener.getName(), listener))
          .map(shared)
          .ifPresent(listener -> listeners.put(listener.name(), listener));
    }
    return new OutgoingHalf(
        Collections.unmodifiableSortedMap(listeners),
        Collections.unmodifiableSortedMap(clusters),
        new SharedEndpoints(reaches),
        Set.copyOf(draft.deps()),
        List.copyOf(draft.decisions()),
        Map.copyOf(draft.hostnames()),
        tls);
  }

  /** The same, with those very parts of another that are equal: they need not be compared. */
  OutgoingHalf keeping(OutgoingHalf old) {
    return new OutgoingHalf(
        kept(old.listeners, listeners),
        kept(old.clusters, clusters),
        endpoints.reaches().equals(old.endpoints.reaches()) ? old.endpoints : endpoints,
        kept(old.deps, deps),
        decisions,
        kept(old.hostnames, hostnames),
        tls);
  }

  private static <T> T kept(T old, T now) {
    return old.equals(now) ? old : now;
  }
}
