package io.meshlog.xds.baseline;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.InternalAddressConfig;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Names;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.draft.BackendDraft;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.RouteDraft;

/**
 * The listener where others ask whether a proxy is ready, when its admin is not reachable from
 * outside (xds-generation.md section 7). Only the plain chain: the one that leads to Envoy's admin
 * needs the admin CA, which there is none yet.
 */
public final class Readiness {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int DEFAULT_ADMIN_PORT = 9901;

  private Readiness() {}

  /** Whether a proxy at this address has one. */
  public static boolean wanted(ProxyFacts facts, String address) {
    return facts.readinessPort() > 0
        && !address.isEmpty()
        && !address.equals(LOOPBACK)
        && !address.equals(facts.adminAddress());
  }

  public static ClusterDraft cluster(ProxyFacts facts) {
    ClusterDraft draft = new ClusterDraft(Names.READINESS, Destination.NONE, Protocol.HTTP);
    draft
        .cluster()
        .setType(Cluster.DiscoveryType.STATIC)
        .setConnectTimeout(Values.seconds(5))
        .setLoadAssignment(Inbounds.endpoint(Names.READINESS, LOOPBACK, facts.readinessPort()));
    return draft;
  }

  public static Listener listener(ProxyFacts facts, String address, ClusterDraft readiness) {
    HttpDraft http = new HttpDraft(Names.ADMIN, Names.ADMIN, Names.ADMIN);
    http.manager()
        .setInternalAddressConfig(
            InternalAddressConfig.newBuilder().addCidrRanges(Values.cidr(LOOPBACK, 32)));
    RouteDraft ready = new RouteDraft("", RouteMatch.newBuilder().setPrefix("/ready").build());
    ready.action().setPrefixRewrite("/ready");
    ready.backends().add(new BackendDraft(readiness, 1));
    http.routes().add(ready);
    int port = facts.adminPort() == 0 ? DEFAULT_ADMIN_PORT : facts.adminPort();
    return Listener.newBuilder()
        .setName(Names.ADMIN)
        .setTrafficDirection(TrafficDirection.INBOUND)
        .setAddress(Values.socket(address, port))
        .setEnableReusePort(Inbounds.reusePort(facts))
        .addListenerFilters(Filters.TLS_INSPECTOR)
        .addFilterChains(
            FilterChain.newBuilder().addFilters(http.freeze(http.freezeRoutes(), null)))
        .build();
  }
}
