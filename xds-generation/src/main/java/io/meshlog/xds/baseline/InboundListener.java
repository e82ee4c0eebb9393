package io.meshlog.xds.baseline;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.InboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.RbacDraft;
import io.meshlog.xds.draft.TcpDraft;
import io.meshlog.xds.draft.TlsMode;
import io.meshlog.xds.secrets.MeshTls;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The listener of an inbound whose draft is finished (xds-generation.md 2.2 to 2.6). */
public final class InboundListener {
  private InboundListener() {}

  public static Listener freeze(InboundDraft inbound, ProxyDraft proxy) {
    String mesh = proxy.mesh().name();
    Listener.Builder listener =
        Listener.newBuilder()
            .setName(inbound.listenerName())
            .setTrafficDirection(TrafficDirection.INBOUND)
            .setAddress(Values.socket(inbound.address(), inbound.port()))
            .setEnableReusePort(Inbounds.reusePort(proxy.facts()))
            .setMetadata(Values.tags(inbound.tags()));
    if (proxy.redirects().enabled()) {
      listener.setBindToPort(BoolValue.of(false));
    }
    if (inbound.tls() == TlsMode.PERMISSIVE || inbound.inspectsSni()) {
      listener.addListenerFilters(Filters.TLS_INSPECTOR);
    }
    Function<@Nullable RbacDraft, List<Filter>> filters = filters(inbound);
    switch (inbound.tls()) {
      case OFF -> listener.addFilterChains(chain(filters.apply(null)));
      case STRICT -> listener.addFilterChains(terminating(inbound, mesh, filters));
      case PERMISSIVE -> {
        FilterChain.Builder raw = chain(filters.apply(null));
        raw.getFilterChainMatchBuilder().setTransportProtocol("raw_buffer");
        FilterChain.Builder through = chain(List.of(bytes(inbound)));
        through.getFilterChainMatchBuilder().setTransportProtocol("tls");
        FilterChain.Builder ours = terminating(inbound, mesh, filters);
        ours.getFilterChainMatchBuilder()
            .setTransportProtocol("tls")
            .addApplicationProtocols(MeshTls.ALPN);
        listener.addFilterChains(raw).addFilterChains(through).addFilterChains(ours);
      }
    }
    return listener.build();
  }

  /** The application's own TLS is not looked into, even if it would speak HTTP in it. */
  private static Filter bytes(InboundDraft inbound) {
    return switch (inbound.traffic()) {
      case HttpDraft http -> {
        TcpDraft tcp = Inbounds.tcp(inbound.cluster());
        tcp.proxy().addAllAccessLog(http.manager().getAccessLogList());
        yield tcp.freeze();
      }
      case TcpDraft tcp -> tcp.freeze();
    };
  }

  private static FilterChain.Builder chain(List<Filter> filters) {
    return FilterChain.newBuilder().addAllFilters(filters);
  }

  private static FilterChain.Builder terminating(
      InboundDraft inbound, String mesh, Function<@Nullable RbacDraft, List<Filter>> filters) {
    return chain(filters.apply(inbound.rbac()))
        .setTransportSocket(MeshTls.server(mesh, inbound.tlsParameters()));
  }

  /** The network filters of a chain, with RBAC or without: the rest is frozen once for all. */
  private static Function<@Nullable RbacDraft, List<Filter>> filters(InboundDraft inbound) {
    return switch (inbound.traffic()) {
      case HttpDraft http -> {
        HttpConnectionManager routed = http.freezeRoutes();
        yield rbac -> {
          List<Filter> all = new ArrayList<>(inbound.networkFilters());
          all.add(http.freeze(routed, rbac == null ? null : RbacFilters.http(rbac)));
          return all;
        };
      }
      case TcpDraft tcp -> {
        Filter proxy = tcp.freeze();
        yield rbac -> {
          List<Filter> all = new ArrayList<>();
          if (rbac != null) {
            all.add(RbacFilters.network(rbac, inbound.listenerName()));
          }
          all.addAll(inbound.networkFilters());
          all.add(proxy);
          return all;
        };
      }
    };
  }
}
