package io.meshlog.xds.gateway;

import com.google.protobuf.BoolValue;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UInt64Value;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.route.v3.VirtualHost.TlsRequirementType;
import io.envoyproxy.envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec.Protocol;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec.Tls;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec.TlsMode;
import io.meshlog.model.resource.Resource;
import io.meshlog.xds.Names;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.baseline.Filters;
import io.meshlog.xds.baseline.Values;
import io.meshlog.xds.draft.GatewayHostDraft;
import io.meshlog.xds.draft.GatewayListenerDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.RouteDraft;
import io.meshlog.xds.draft.TcpDraft;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.MeshTls;
import io.meshlog.xds.secrets.SecretRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a builtin gateway gets once its listeners are decided. */
public final class GatewayPart {
  private static final int BUFFER = 32 << 10;
  private static final int NOT_FOUND = 404;
  private static final String NO_ROUTES =
      "This is a Kuma MeshGateway. No routes match this MeshGateway!\n";
  private static final HeaderValueOption STRICT_TRANSPORT =
      HeaderValueOption.newBuilder()
          .setHeader(
              HeaderValue.newBuilder()
                  .setKey("Strict-Transport-Security")
                  .setValue("max-age=31536000; includeSubDomains"))
          .setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
          .build();

  private final ProxyDraft proxy;
  private final Certificates certificates;
  private final Map<String, Listener.Builder> listeners = new LinkedHashMap<>();
  private final Map<String, RouteConfiguration.Builder> routes = new LinkedHashMap<>();
  private final Map<String, XdsResource> secrets = new LinkedHashMap<>();

  private GatewayPart(ProxyDraft proxy, Certificates certificates) {
    this.proxy = proxy;
    this.certificates = certificates;
  }

  public static Set<SecretRef> secretsWanted(Resource<MeshGatewaySpec> gateway) {
    return ServerCertificate.wanted(gateway);
  }

  public static GatewayPart of(ProxyDraft proxy, Certificates certificates) {
    GatewayPart part = new GatewayPart(proxy, certificates);
    proxy.gateway().forEach(part::add);
    return part;
  }

  /** Those with a chain: Envoy refuses others. */
  public List<Listener> listeners() {
    return listeners.values().stream()
        .filter(listener -> listener.getFilterChainsCount() > 0)
        .map(Listener.Builder::build)
        .toList();
  }

  public List<RouteConfiguration> routes() {
    return routes.values().stream().map(RouteConfiguration.Builder::build).toList();
  }

  public List<XdsResource> secrets() {
    return List.copyOf(secrets.values());
  }

  private void add(GatewayListenerDraft draft) {
    switch (draft.traffic()) {
      case HttpDraft http -> {
        RouteConfiguration.Builder config = routes(draft);
        if (draft.opens()) {
          http.manager()
              .getRdsBuilder()
              .setConfigSource(MeshTls.ADS)
              .setRouteConfigName(config.getName());
          chain(draft, () -> http.freeze(http.manager().build(), null), List.of("h2", "http/1.1"));
        }
      }
      case TcpDraft tcp -> {
        if (draft.opens() && !tcp.backends().isEmpty()) {
          chain(draft, tcp::freeze, List.of());
        }
      }
    }
  }

  private RouteConfiguration.Builder routes(GatewayListenerDraft draft) {
    boolean tls = draft.spec().protocol() == Protocol.HTTPS;
    String name = draft.name() + ':' + (tls ? draft.spec().hosts() : "*");
    RouteConfiguration.Builder config =
        routes.computeIfAbsent(
            name,
            none ->
                RouteConfiguration.newBuilder()
                    .setName(none)
                    .setIgnorePortInHostMatching(true)
                    .addRequestHeadersToRemove("x-kuma-tags")
                    // first the client's are taken off, then a route adds the gateway's
                    .setMostSpecificHeaderMutationsWins(true)
                    .setValidateClusters(BoolValue.of(false)));
    for (GatewayHostDraft host : hosts(draft, config)) {
      VirtualHost.Builder built =
          VirtualHost.newBuilder().setName(host.hostname()).addDomains(host.hostname());
      if (tls || draft.spec().crossMesh()) {
        built.setRequireTls(TlsRequirementType.ALL).addResponseHeadersToAdd(STRICT_TRANSPORT);
      }
      host.routes().stream()
          .filter(RouteDraft::leadsSomewhere)
          .forEach(route -> built.addRoutes(route.freeze()));
      if (built.getRoutesCount() == 0) {
        nothing(built);
      }
      config.addVirtualHosts(built);
    }
    return config;
  }

  /** Whoever asks for a host of the listener is told that there is nothing, not left waiting. */
  private static List<GatewayHostDraft> hosts(
      GatewayListenerDraft draft, RouteConfiguration.Builder config) {
    String own = draft.spec().hosts();
    boolean open =
        draft.hosts().stream().noneMatch(host -> host.hostname().equals(own))
            && config.getVirtualHostsList().stream().noneMatch(host -> host.getName().equals(own));
    if (!open || !draft.hosts().isEmpty()) {
      return draft.hosts();
    }
    return List.of(new GatewayHostDraft(own));
  }

  private static void nothing(VirtualHost.Builder host) {
    var route = host.addRoutesBuilder();
    route.getMatchBuilder().setPrefix("/");
    route
        .getDirectResponseBuilder()
        .setStatus(NOT_FOUND)
        .getBodyBuilder()
        .setInlineString(NO_ROUTES);
  }

  private void chain(
      GatewayListenerDraft draft, java.util.function.Supplier<Filter> last, List<String> alpn) {
    Tls tls = draft.spec().tls();
    boolean secure =
        draft.spec().protocol() == Protocol.HTTPS || draft.spec().protocol() == Protocol.TLS;
    FilterChain.Builder chain = FilterChain.newBuilder();
    if (draft.spec().crossMesh()) {
      // the name that it is called by is the service's, not a host's
      chain
          .getFilterChainMatchBuilder()
          .setTransportProtocol("tls")
          .addApplicationProtocols(MeshTls.ALPN);
      chain.setTransportSocket(MeshTls.serverToEveryMesh(proxy.mesh().name()));
    } else if (secure) {
      chain.getFilterChainMatchBuilder().setTransportProtocol("tls");
      if (!draft.spec().hosts().equals("*")) {
        chain.getFilterChainMatchBuilder().addServerNames(draft.spec().hosts());
      }
      if (tls == null || tls.mode() != TlsMode.PASSTHROUGH) {
        Optional<TransportSocket> socket = socket(draft, alpn);
        if (socket.isEmpty()) {
          return;
        }
        chain.setTransportSocket(socket.get());
      }
    }
    chain.addAllFilters(draft.networkFilters());
    filters(draft).forEach(chain::addFilters);
    listener(draft).addFilterChains(chain.addFilters(last.get()));
  }

  private static List<Filter> filters(GatewayListenerDraft draft) {
    List<Filter> filters = new ArrayList<>();
    if (draft.spec().connectionLimit() > 0) {
      ConnectionLimit limit =
          ConnectionLimit.newBuilder()
              .setStatPrefix(Names.sanitized(draft.name()))
              .setMaxConnections(UInt64Value.of(draft.spec().connectionLimit()))
              .build();
      filters.add(
          Filter.newBuilder()
              .setName("envoy.filters.network.connection_limit")
              .setTypedConfig(XdsResource.pack(limit))
              .build());
    }
    return filters;
  }

  private Listener.Builder listener(GatewayListenerDraft draft) {
    return listeners.computeIfAbsent(
        draft.name(),
        name ->
            Listener.newBuilder()
                .setName(name)
                .setTrafficDirection(TrafficDirection.INBOUND)
                .setAddress(Values.socket(proxy.address(), draft.port()))
                .setPerConnectionBufferLimitBytes(UInt32Value.of(BUFFER))
                .setEnableReusePort(BoolValue.of(true))
                .addListenerFilters(Filters.TLS_INSPECTOR));
  }

  /** Without its certificate nobody is let in under a name. */
  private Optional<TransportSocket> socket(GatewayListenerDraft draft, List<String> alpn) {
    Tls tls = draft.spec().tls();
    if (tls == null) {
      return Optional.empty();
    }
    return ServerCertificate.all(tls, proxy.mesh().name(), draft.spec().hosts(), certificates)
        .map(all -> {
          DownstreamTlsContext.Builder context =
              DownstreamTlsContext.newBuilder().setRequireClientCertificate(BoolValue.of(false));
          CommonTlsContext.Builder common = context.getCommonTlsContextBuilder();
          common.getTlsParamsBuilder().setTlsMinimumProtocolVersion(TlsProtocol.TLSv1_2);
          common.addAllAlpnProtocols(alpn);
          for (ServerCertificate each : all) {
            secrets.put(each.name(), each.secret());
            common.addTlsCertificateSdsSecretConfigs(MeshTls.sds(each.name()));
          }
          return TransportSocket.newBuilder()
              .setName("envoy.transport_sockets.tls")
              .setTypedConfig(XdsResource.pack(context.build()))
              .build();
        });
  }
}
