package io.meshlog.xds.baseline;

import com.google.protobuf.BoolValue;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.meshlog.model.dataplane.DataplaneSpec.Outbound;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Names;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.Reach;
import io.meshlog.xds.Reach.From;
import io.meshlog.xds.draft.BackendDraft;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.MeshFacts;
import io.meshlog.xds.draft.NamedRef;
import io.meshlog.xds.draft.NamedService;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.RouteDraft;
import io.meshlog.xds.draft.TcpDraft;
import io.meshlog.xds.draft.TrafficDraft;
import io.meshlog.xds.draft.VirtualServices;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.MeshTls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** An outbound before policies, and the clusters to destinations (xds-generation.md section 3). */
public final class Outbounds {
  private static final int GATEWAY_BUFFER = 32 << 10;

  private Outbounds() {}

  /** One that a proxy has, and where it leads. */
  public record Leading(Outbound spec, Destination to) {}

  /**
   * Those that the Dataplane says, then those at virtual addresses. One by identity whose service
   * is not there is left out until it comes.
   *
   * @param services of the mesh; asked only if the proxy goes by them
   */
  public static List<Leading> of(ProxyDraft proxy, Supplier<VirtualServices> services) {
    List<Leading> all = new ArrayList<>();
    for (Outbound spec : proxy.dataplane().spec().net().outbounds()) {
      destination(proxy, spec).ifPresent(to -> all.add(new Leading(spec, to)));
    }
    VirtualOutbounds.add(proxy, services, all);
    return all;
  }

  /** Adds the outbound with its default route: all to the destination itself. */
  public static void draft(ProxyDraft proxy, Leading outbound) {
    Destination to = outbound.to();
    Protocol protocol = proxy.protocolOf(to);
    BackendDraft all = new BackendDraft(proxy.clusterTo(to), 1);
    proxy.addOutbound(
        outbound.spec(),
        to,
        protocol,
        protocol.httpLike() ? http(proxy, to, protocol, all) : tcp(to, all));
  }

  private static Optional<Destination> destination(ProxyDraft proxy, Outbound spec) {
    if (spec.ref().isPresent()) {
      return NamedRef.of(spec.ref().get()).in(proxy).map(port -> port);
    }
    return spec.tags().service().isEmpty()
        ? Optional.empty()
        : Optional.of(new Destination.Tagged(tags(proxy, spec)));
  }

  /** A service of the own mesh needs no mesh. */
  private static Tags tags(ProxyDraft proxy, Outbound spec) {
    boolean own = spec.tags().getOrEmpty(Tags.MESH).equals(proxy.mesh().name());
    return own ? spec.tags().without(Tags.MESH) : spec.tags();
  }

  private static TrafficDraft tcp(Destination destination, BackendDraft all) {
    TcpDraft tcp = new TcpDraft(destination.service());
    tcp.backends().add(all);
    return tcp;
  }

  private static TrafficDraft http(
      ProxyDraft proxy, Destination destination, Protocol protocol, BackendDraft all) {
    String service = destination.service();
    HttpDraft http = new HttpDraft(service, routes(destination), service);
    http.manager()
        .setInternalAddressConfig(Values.internalAddresses(proxy.facts().ipv6()))
        .getNormalizePathBuilder()
        .setValue(true);
    RouteDraft route =
        new RouteDraft(Names.DEFAULT_ROUTE, RouteMatch.newBuilder().setPrefix("/").build());
    route.action().setTimeout(Values.seconds(0));
    route.backends().add(all);
    http.routes().add(route);
    if (protocol == Protocol.GRPC) {
      http.filters().add(Filters.GRPC_STATS);
    }
    return http;
  }

  private static String routes(Destination destination) {
    return switch (destination) {
      case Destination.Tagged tagged -> Names.outboundRoutes(tagged.service());
      case Destination.Port port -> port.kri().toString();
    };
  }

  /**
   * The cluster to a destination of the mesh. Always HTTP/2, whatever the application speaks: the
   * next hop is a sidecar (section 8, 6).
   */
  public static ClusterDraft cluster(
      ProxyDraft proxy, Destination destination, Certificates certificates) {
    ClusterDraft draft =
        new ClusterDraft(destination.cluster(), destination, proxy.protocolOf(destination));
    List<Resource<ExternalServiceSpec>> outside = outside(proxy, destination);
    if (!outside.isEmpty() && !proxy.mesh().throughEgress()) {
      OutsideClusters.fill(draft, outside, Tags.EMPTY, certificates);
      return draft;
    }
    proxy.dependsOn(new Reach(proxy.mesh().name(), destination, From.SIDECAR).dep());
    draft
        .cluster()
        .setType(Cluster.DiscoveryType.EDS)
        .getEdsClusterConfigBuilder()
        .setEdsConfig(MeshTls.ADS);
    if (!outside.isEmpty()) {
      draft.outside();
    }
    if (draft.external()) {
      speaks(draft);
    } else {
      draft.http().getExplicitHttpConfigBuilder().getHttp2ProtocolOptionsBuilder();
    }
    proxy.mesh().spec().enabledBackend().ifPresent(backend -> tls(draft, proxy, backend));
    return draft;
  }

  /**
   * The cluster to a service of another mesh: what some builtin gateway there lets other meshes
   * call. Its certificate is of that mesh, the one it is shown of this.
   *
   * @param other what that mesh is; empty while there is none
   */
  public static ClusterDraft inOtherMesh(
      ProxyDraft proxy, Destination destination, String mesh, Optional<MeshSpec> other) {
    ClusterDraft draft = new ClusterDraft(destination.cluster(), destination, Protocol.UNKNOWN);
    proxy.dependsOn(new Dep.OfMesh(mesh));
    proxy.dependsOn(new Reach(mesh, destination, From.SIDECAR).dep());
    draft
        .cluster()
        .setType(Cluster.DiscoveryType.EDS)
        .getEdsClusterConfigBuilder()
        .setEdsConfig(MeshTls.ADS);
    draft.http().getExplicitHttpConfigBuilder().getHttp2ProtocolOptionsBuilder();
    if (destination instanceof Destination.Tagged(Tags tags)
        && proxy.mesh().spec().mtlsEnabled()
        && other.filter(MeshSpec::mtlsEnabled).isPresent()) {
      draft.tls(
          MeshTls.client(
              proxy.mesh().name(),
              Names.caSecret(mesh),
              Names.sni(mesh, tags),
              List.of(Names.spiffe(mesh, destination.service()))));
    }
    return draft;
  }

  private static List<Resource<ExternalServiceSpec>> outside(
      ProxyDraft proxy, Destination destination) {
    return destination instanceof Destination.Tagged(Tags tags)
        ? proxy.mesh().outside(tags)
        : List.of();
  }

  /**
   * The cluster by which a gateway reaches a destination. The endpoints are the ones that sidecars
   * get for it, under their name. The next hop is spoken to as the application wants it.
   */
  public static ClusterDraft fromGateway(
      ProxyDraft proxy, Destination destination, String name, Certificates certificates) {
    ClusterDraft draft = new ClusterDraft(name, destination, proxy.protocolOf(destination));
    List<Resource<ExternalServiceSpec>> outside = outside(proxy, destination);
    if (!outside.isEmpty() && !proxy.mesh().throughEgress()) {
      OutsideClusters.fill(draft, outside, Tags.EMPTY, certificates);
      return draft;
    }
    if (!outside.isEmpty()) {
      draft.outside();
    }
    proxy.dependsOn(new Reach(proxy.mesh().name(), destination, From.SIDECAR).dep());
    draft
        .cluster()
        .setType(Cluster.DiscoveryType.EDS)
        .setPerConnectionBufferLimitBytes(UInt32Value.of(GATEWAY_BUFFER))
        .getEdsClusterConfigBuilder()
        .setEdsConfig(MeshTls.ADS)
        .setServiceName(destination.cluster());
    speaks(draft);
    proxy.mesh().spec().enabledBackend().ifPresent(backend -> tls(draft, proxy, backend));
    return draft;
  }

  /** What is outside of the mesh is spoken to in its own protocol, all the way. */
  public static void speaks(ClusterDraft draft) {
    switch (draft.protocol()) {
      case HTTP -> draft.http().getExplicitHttpConfigBuilder().getHttpProtocolOptionsBuilder();
      case HTTP2, GRPC ->
          draft.http().getExplicitHttpConfigBuilder().getHttp2ProtocolOptionsBuilder();
      case KAFKA, TLS, TCP, UNKNOWN -> {}
    }
  }

  /** A PERMISSIVE mesh is called in plain text until the whole service can take TLS (4.4). */
  private static void tls(ClusterDraft draft, ProxyDraft proxy, CaBackend backend) {
    MeshFacts mesh = proxy.mesh();
    switch (draft.destination()) {
      case Destination.Tagged(Tags tags) -> {
        if (draft.external()) {
          draft.tls(
              MeshTls.client(
                  mesh.name(),
                  Names.sni(mesh.name(), tags),
                  List.of(Names.spiffe(mesh.name(), Names.ZONE_EGRESS))));
        } else if (!backend.permissive() || mesh.tlsReady(tags.service())) {
          draft.tls(
              MeshTls.client(
                  mesh.name(),
                  Names.sni(mesh.name(), tags),
                  List.of(Names.spiffe(mesh.name(), tags.service()))));
        }
      }
      case Destination.Port port ->
          proxy
              .named(port.resource())
              .filter(service -> !backend.permissive() || port.external() || ready(proxy, service))
              .ifPresent(service ->
                  draft.tls(
                      MeshTls.client(
                          mesh.name(),
                          Names.sni(service.kri(), port.port()),
                          service.identities())));
    }
  }

  private static boolean ready(ProxyDraft proxy, NamedService service) {
    service.services().forEach(each -> proxy.protocolOf(Destination.service(each)));
    return service.services().stream().allMatch(proxy.mesh()::tlsReady);
  }

  /** The listener of an outbound; none when its traffic leads nowhere. */
  public static Optional<Listener> freeze(OutboundDraft outbound) {
    FilterChain.Builder chain = FilterChain.newBuilder();
    switch (outbound.traffic()) {
      case null -> {
        return Optional.empty();
      }
      case TcpDraft tcp -> {
        if (tcp.backends().isEmpty()) {
          return Optional.empty();
        }
        if (outbound.protocol() == Protocol.KAFKA && outbound.proxy().facts().speaksKafka()) {
          chain.addFilters(Filters.kafka(outbound.service()));
        }
        chain.addFilters(tcp.freeze());
      }
      case HttpDraft http -> {
        if (!http.leadsSomewhere()) {
          return Optional.empty();
        }
        chain.addFilters(http.freeze(http.freezeRoutes(), null));
      }
    }
    Listener.Builder listener =
        Listener.newBuilder()
            .setTrafficDirection(TrafficDirection.OUTBOUND)
            .setMetadata(metadata(outbound.destination()))
            .addFilterChains(chain);
    if (outbound.proxy().redirects().enabled()) {
      listener.setBindToPort(BoolValue.of(false));
    }
    return Optional.of(at(outbound.spec(), listener));
  }

  /** The same listener for another outbound to the same destination. */
  public static Listener at(Outbound spec, Listener listener) {
    return at(spec, listener.toBuilder());
  }

  private static Listener at(Outbound spec, Listener.Builder listener) {
    return listener
        .setName(OutboundDraft.listenerName(spec))
        .setAddress(Values.socket(spec.listenAddress(), spec.port()))
        .build();
  }

  private static Metadata metadata(Destination destination) {
    return switch (destination) {
      case Destination.Tagged(Tags tags) -> Values.tags(tags.without(Tags.MESH));
      case Destination.Port port ->
          Values.tags(Tags.of("kuma.io/unified-name", port.kri().toString()));
    };
  }
}
