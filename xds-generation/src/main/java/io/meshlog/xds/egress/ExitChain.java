package io.meshlog.xds.egress;

import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.meshlog.xds.Names;
import io.meshlog.xds.baseline.RbacFilters;
import io.meshlog.xds.baseline.Values;
import io.meshlog.xds.draft.BackendDraft;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.ExitDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.RouteDraft;
import io.meshlog.xds.draft.TcpDraft;
import io.meshlog.xds.draft.TrafficDraft;
import io.meshlog.xds.secrets.MeshTls;
import java.util.ArrayList;
import java.util.List;

/** The filter chain of an {@link ExitDraft}, and the traffic it begins with: all to its cluster. */
final class ExitChain {
  private ExitChain() {}

  /**
   * @param name in statistics
   * @param routes name of the routes, where there are any
   */
  static TrafficDraft traffic(ClusterDraft cluster, String name, String routes) {
    BackendDraft all = new BackendDraft(cluster, 1);
    if (cluster.protocol().httpLike()) {
      HttpDraft http = new HttpDraft(name, routes, name);
      RouteDraft route =
          new RouteDraft(Names.DEFAULT_ROUTE, RouteMatch.newBuilder().setPrefix("/").build());
      route.action().setTimeout(Values.seconds(0));
      route.backends().add(all);
      http.routes().add(route);
      return http;
    }
    TcpDraft tcp = new TcpDraft(name);
    tcp.backends().add(all);
    return tcp;
  }

  /**
   * @param name in statistics
   * @param sni that clients in the mesh ask for
   */
  static FilterChain of(ExitDraft exit, String name, String sni) {
    FilterChain.Builder chain =
        FilterChain.newBuilder()
            .setName(exit.name())
            .addAllFilters(filters(exit, name))
            .setTransportSocket(
                MeshTls.server(exit.mesh().name(), TlsParameters.getDefaultInstance()));
    chain.getFilterChainMatchBuilder().setTransportProtocol("tls").addServerNames(sni);
    return chain.build();
  }

  private static List<Filter> filters(ExitDraft exit, String name) {
    return switch (exit.traffic()) {
      case HttpDraft http -> {
        List<Filter> all = new ArrayList<>(exit.networkFilters());
        all.add(http.freeze(http.freezeRoutes(), RbacFilters.http(exit.rbac())));
        yield all;
      }
      case TcpDraft tcp -> {
        List<Filter> all = new ArrayList<>();
        all.add(RbacFilters.network(exit.rbac(), name));
        all.addAll(exit.networkFilters());
        all.add(tcp.freeze());
        yield all;
      }
    };
  }
}
