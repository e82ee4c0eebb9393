package io.meshlog.xds.generate;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshlog.model.dataplane.DataplaneSpec.Outbound;
import io.meshlog.xds.Decided;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Reach;
import io.meshlog.xds.Reach.From;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.baseline.Outbounds;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What calling one destination comes to: a listener, wherever it listens, and the clusters that it
 * leads to. Immutable.
 *
 * @param listener as it is for the outbound that this was made for; none when it leads nowhere
 * @param madeFor name of that listener, also in decisions
 * @param reaches of the clusters whose endpoints come apart, by cluster
 * @param tls whether some cluster shows the proxy's certificate
 * @param ofCaller whether something was asked of the caller itself: then it is for its like alone
 */
record Call(
    Optional<Listener> listener,
    String madeFor,
    List<XdsResource> clusters,
    Map<String, Reach> reaches,
    Set<Dep> deps,
    List<Decided> decisions,
    boolean tls,
    boolean ofCaller) {

  /**
   * @param draft of one outbound alone, after policies
   * @param shared gives one instance for equal resources
   */
  static Call of(ProxyDraft draft, String mesh, UnaryOperator<XdsResource> shared) {
    if (!draft.edits().isEmpty()) {
      throw new IllegalStateException("a policy edits what proxies share");
    }
    List<XdsResource> clusters = new ArrayList<>();
    Map<String, Reach> reaches = new HashMap<>();
    boolean tls = false;
    for (ClusterDraft destination : draft.destinations()) {
      tls |= destination.tls() != null;
      destination.limits().setTrackRemaining(true);
      Cluster cluster = destination.freeze();
      clusters.add(shared.apply(XdsResource.of(XdsType.CLUSTER, cluster.getName(), cluster)));
      if (destination.hasEndpointsApart()) {
        reaches.put(
            cluster.getName(),
            new Reach(mesh, destination.destination(), From.SIDECAR, destination.spread()));
      }
    }
    OutboundDraft outbound = draft.outbounds().getFirst();
    return new Call(
        Outbounds.freeze(outbound),
        outbound.listenerName(),
        List.copyOf(clusters),
        Map.copyOf(reaches),
        Set.copyOf(draft.deps()),
        List.copyOf(draft.decisions()),
        tls,
        draft.lookedAt());
  }

  /** The listener where this outbound has it. */
  Optional<XdsResource> at(Outbound spec) {
    return listener
        .map(made -> Outbounds.at(spec, made))
        .map(made -> XdsResource.of(XdsType.LISTENER, made.getName(), made));
  }

  /** Which policies decided what, of a listener of this name. */
  List<Decided> decisions(String listenerName) {
    return listenerName.equals(madeFor)
        ? decisions
        : decisions.stream()
            .map(each -> each.part().equals(madeFor) ? each.of(listenerName) : each)
            .toList();
  }
}
