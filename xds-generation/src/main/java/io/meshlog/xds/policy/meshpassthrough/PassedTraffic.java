package io.meshlog.xds.policy.meshpassthrough;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilterChainMatchPredicate;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.listener.http_inspector.v3.HttpInspector;
import io.envoyproxy.envoy.extensions.filters.listener.original_dst.v3.OriginalDst;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.baseline.Filters;
import io.meshlog.xds.baseline.Transparent;
import io.meshlog.xds.baseline.Values;
import io.meshlog.xds.draft.BackendDraft;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.PassthroughDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.TcpDraft;
import io.meshlog.xds.policy.meshpassthrough.MeshPassthrough.Protocol;
import io.meshlog.xds.policy.meshpassthrough.PassedChain.Kind;
import java.util.List;

/** The chains and clusters of what is let through (policies.md 2.13). */
record PassedTraffic(ProxyDraft proxy, List<PassedChain> chains) {
  private static final int NOT_LET_THROUGH = 503;
  private static final String NO_MATCH =
      "This response comes from Kuma Sidecar. No routes matched this domain - check configuration"
          + " of your MeshPassthrough policy.\n";

  /** Nothing where no match is of this family: then its listener passes to a cluster not there. */
  void fill(PassthroughDraft draft) {
    List<PassedChain> own =
        chains.stream()
            .filter(chain -> draft.ipv6() ? !chain.kind().ipv4Only() : !chain.kind().ipv6Only())
            .toList();
    if (own.isEmpty()) {
      return;
    }
    own.forEach(chain -> draft.chains().add(chain(chain)));
    List<Integer> untouched =
        own.stream()
            .filter(chain -> chain.protocol() == Protocol.mysql)
            .map(PassedChain::port)
            .toList();
    draft.filters().add(inspector("original_dst", OriginalDst.getDefaultInstance()));
    draft.filters().add(except(untouched, Filters.TLS_INSPECTOR));
    draft
        .filters()
        .add(except(untouched, inspector("http_inspector", HttpInspector.getDefaultInstance())));
  }

  private static ListenerFilter inspector(String name, com.google.protobuf.Message config) {
    return ListenerFilter.newBuilder()
        .setName("envoy.filters.listener." + name)
        .setTypedConfig(XdsResource.pack(config))
        .build();
  }

  /** There the server speaks first: waiting for the client's first bytes would be for ever. */
  private static ListenerFilter except(List<Integer> ports, ListenerFilter filter) {
    if (ports.isEmpty()) {
      return filter;
    }
    ListenerFilterChainMatchPredicate.MatchSet.Builder any =
        ListenerFilterChainMatchPredicate.MatchSet.newBuilder();
    ports.forEach(port -> any.addRules(ofPort(port)));
    return filter.toBuilder()
        .setFilterDisabled(
            ports.size() == 1
                ? ofPort(ports.getFirst())
                : ListenerFilterChainMatchPredicate.newBuilder().setOrMatch(any).build())
        .build();
  }

  private static ListenerFilterChainMatchPredicate ofPort(int port) {
    ListenerFilterChainMatchPredicate.Builder rule = ListenerFilterChainMatchPredicate.newBuilder();
    rule.getDestinationPortRangeBuilder().setStart(port).setEnd(port + 1);
    return rule.build();
  }

  private FilterChain chain(PassedChain of) {
    FilterChainMatch.Builder match = FilterChainMatch.newBuilder();
    if (of.port() > 0) {
      match.setDestinationPort(UInt32Value.of(of.port()));
    }
    if (of.kind() != Kind.DOMAIN && of.kind() != Kind.WILDCARD) {
      match.addPrefixRanges(
          CidrRange.newBuilder()
              .setAddressPrefix(of.prefix())
              .setPrefixLen(UInt32Value.of(of.prefixLength())));
    } else if (of.protocol() == Protocol.tls && !of.value().equals("*")) {
      match.addServerNames(of.value());
    }
    match.setTransportProtocol(of.protocol() == Protocol.tls ? "tls" : "raw_buffer");
    if (of.protocol().http()) {
      match.addApplicationProtocols("http/1.1").addApplicationProtocols("h2c");
    }
    return FilterChain.newBuilder()
        .setName(of.name())
        .setFilterChainMatch(match)
        .addFilters(of.protocol().http() ? requests(of) : bytes(of))
        .build();
  }

  private Filter bytes(PassedChain of) {
    TcpDraft tcp = new TcpDraft(of.cluster(of.value()));
    tcp.backends().add(new BackendDraft(cluster(of, of.value()), 1));
    return tcp.freeze();
  }

  private ClusterDraft cluster(PassedChain of, String value) {
    ClusterDraft cluster = Transparent.passthrough(of.cluster(value));
    if (of.protocol() == Protocol.grpc || of.protocol() == Protocol.http2) {
      cluster.http().getExplicitHttpConfigBuilder().getHttp2ProtocolOptionsBuilder();
    }
    proxy.addCluster(cluster);
    return cluster;
  }

  private Filter requests(PassedChain of) {
    RouteConfiguration.Builder routes = RouteConfiguration.newBuilder().setName(of.name());
    if (of.value().isEmpty()) {
      for (String host : of.hosts()) {
        VirtualHost.Builder built = to(host, cluster(of, host)).addDomains(host);
        if (of.port() > 0) {
          built.addDomains(host + ':' + of.port());
        } else if (!host.startsWith("*")) {
          built.addDomains(host + ":*");
        }
        routes.addVirtualHosts(built);
      }
      routes.addVirtualHosts(noMatch());
    } else {
      routes.addVirtualHosts(to(of.value(), cluster(of, of.value())).addDomains("*"));
    }
    HttpDraft http = new HttpDraft(of.name(), "", "");
    http.manager()
        .setInternalAddressConfig(Values.internalAddresses(proxy.facts().ipv6()))
        .setRouteConfig(routes);
    return http.freeze(http.manager().build(), null);
  }

  private static VirtualHost.Builder to(String name, ClusterDraft cluster) {
    VirtualHost.Builder host = VirtualHost.newBuilder().setName(name);
    var route = host.addRoutesBuilder();
    route.getMatchBuilder().setPrefix("/");
    route.getRouteBuilder().setCluster(cluster.name());
    return host;
  }

  private static VirtualHost noMatch() {
    VirtualHost.Builder host = VirtualHost.newBuilder().setName("no_match").addDomains("*");
    var route = host.addRoutesBuilder();
    route.getMatchBuilder().setPrefix("/");
    route
        .getDirectResponseBuilder()
        .setStatus(NOT_LET_THROUGH)
        .getBodyBuilder()
        .setInlineString(NO_MATCH);
    return host.build();
  }
}
