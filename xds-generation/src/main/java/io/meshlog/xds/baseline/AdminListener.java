package io.meshlog.xds.baseline;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.InternalAddressConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Names;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.draft.BackendDraft;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.RouteDraft;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.MeshTls;
import io.meshlog.xds.secrets.Secrets;
import java.util.ArrayList;
import java.util.List;

/**
 * The listener where others ask whether a proxy is ready, and where the control plane reaches
 * Envoy's admin, which itself is not reachable from outside (xds-generation.md section 7). In plain
 * text it serves {@code /ready} and nothing else; the rest needs TLS with the control plane's
 * certificate. Without a certificate of its own the proxy has the plain half only.
 *
 * @param secrets what the listener refers to
 */
public record AdminListener(
    Listener listener, List<ClusterDraft> clusters, List<XdsResource> secrets) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int DEFAULT_ADMIN_PORT = 9901;

  private static final Naming USUAL = Naming.of(Names.ADMIN, Names.READINESS);
  private static final Naming UNIFIED = Naming.of(Names.UNIFIED_ADMIN, Names.UNIFIED_READINESS);

  /**
   * What things are called, and what is the same for all proxies that call them so.
   *
   * @param open the half in plain text
   * @param locked the half behind TLS
   */
  private record Naming(String admin, String readiness, FilterChain open, FilterChain locked) {
    static Naming of(String admin, String readiness) {
      FilterChain.Builder locked =
          chain(http(admin, List.of(route("/ready", readiness), route("/", admin))));
      locked.getFilterChainMatchBuilder().setTransportProtocol("tls");
      locked.setTransportSocket(tls());
      return new Naming(
          admin,
          readiness,
          chain(http(admin, List.of(route("/ready", readiness)))).build(),
          locked.build());
    }
  }

  /** Whether a proxy at this address has one. */
  public static boolean wanted(ProxyFacts facts, String address) {
    return possible(facts)
        && !address.isEmpty()
        && !address.equals(LOOPBACK)
        && !address.equals(facts.adminAddress());
  }

  /** Whether a proxy that told this can have one, wherever it is. */
  public static boolean possible(ProxyFacts facts) {
    return facts.readinessPort() > 0;
  }

  /**
   * @param address of the proxy, an IP
   * @param certificates with what the proxy has of {@link Certificates#ADMIN}
   */
  public static AdminListener of(ProxyFacts facts, String address, Certificates certificates) {
    Naming naming = facts.has(ProxyFacts.UNIFIED_NAMING) ? UNIFIED : USUAL;
    List<ClusterDraft> clusters = new ArrayList<>();
    clusters.add(cluster(naming.readiness(), Values.socket(LOOPBACK, facts.readinessPort())));
    List<XdsResource> secrets = new ArrayList<>();
    Listener.Builder listener =
        Listener.newBuilder()
            .setName(naming.admin())
            .setTrafficDirection(TrafficDirection.INBOUND)
            .setAddress(Values.socket(address, port(facts)))
            .setEnableReusePort(Inbounds.reusePort(facts))
            .addListenerFilters(Filters.TLS_INSPECTOR)
            .addFilterChains(naming.open());
    certificates
        .identity(Certificates.ADMIN)
        .filter(_ -> hasAdmin(facts))
        .ifPresent(cert -> {
          clusters.add(cluster(naming.admin(), admin(facts)));
          secrets.add(Secrets.certificate(Names.ADMIN_CERTIFICATE, cert));
          String authority = certificates.authorities().getOrDefault(Certificates.ADMIN, "");
          secrets.add(Secrets.trust(Names.ADMIN_AUTHORITY, authority));
          listener.addFilterChains(naming.locked());
        });
    return new AdminListener(listener.build(), clusters, secrets);
  }

  private static boolean hasAdmin(ProxyFacts facts) {
    return facts.adminPort() > 0 || !facts.adminSocketPath().isEmpty();
  }

  private static int port(ProxyFacts facts) {
    return facts.adminPort() == 0 ? DEFAULT_ADMIN_PORT : facts.adminPort();
  }

  private static Address admin(ProxyFacts facts) {
    if (!facts.adminSocketPath().isEmpty()) {
      return Address.newBuilder()
          .setPipe(Pipe.newBuilder().setPath(facts.adminSocketPath()))
          .build();
    }
    String address = facts.adminAddress().isEmpty() ? LOOPBACK : facts.adminAddress();
    return Values.socket(address, port(facts));
  }

  private static ClusterDraft cluster(String name, Address endpoint) {
    ClusterDraft draft = new ClusterDraft(name, Destination.Tagged.NONE, Protocol.HTTP);
    ClusterLoadAssignment.Builder assignment =
        ClusterLoadAssignment.newBuilder().setClusterName(name);
    assignment
        .addEndpointsBuilder()
        .addLbEndpointsBuilder()
        .getEndpointBuilder()
        .setAddress(endpoint);
    draft
        .cluster()
        .setType(Cluster.DiscoveryType.STATIC)
        .setConnectTimeout(Values.seconds(5))
        .setLoadAssignment(assignment);
    return draft;
  }

  private static HttpDraft http(String name, List<RouteDraft> routes) {
    HttpDraft http = new HttpDraft(name, name, name);
    http.manager()
        .setInternalAddressConfig(
            InternalAddressConfig.newBuilder().addCidrRanges(Values.cidr(LOOPBACK, 32)));
    http.routes().addAll(routes);
    return http;
  }

  private static RouteDraft route(String prefix, String cluster) {
    RouteDraft route = new RouteDraft("", RouteMatch.newBuilder().setPrefix(prefix).build());
    route.action().setPrefixRewrite(prefix);
    ClusterDraft to = new ClusterDraft(cluster, Destination.Tagged.NONE, Protocol.HTTP);
    route.backends().add(new BackendDraft(to, 1));
    return route;
  }

  private static FilterChain.Builder chain(HttpDraft http) {
    return FilterChain.newBuilder().addFilters(http.freeze(http.freezeRoutes(), null));
  }

  private static TransportSocket tls() {
    CertificateValidationContext.Builder accepted = CertificateValidationContext.newBuilder();
    accepted
        .addMatchTypedSubjectAltNamesBuilder()
        .setSanType(SubjectAltNameMatcher.SanType.DNS)
        .setMatcher(StringMatcher.newBuilder().setExact(Names.CONTROL_PLANE));
    CommonTlsContext.Builder context =
        CommonTlsContext.newBuilder()
            .addTlsCertificateSdsSecretConfigs(MeshTls.sds(Names.ADMIN_CERTIFICATE));
    context
        .getCombinedValidationContextBuilder()
        .setDefaultValidationContext(accepted)
        .setValidationContextSdsSecretConfig(MeshTls.sds(Names.ADMIN_AUTHORITY));
    return MeshTls.socket(
        DownstreamTlsContext.newBuilder()
            .setRequireClientCertificate(BoolValue.of(true))
            .setCommonTlsContext(context)
            .build());
  }
}
