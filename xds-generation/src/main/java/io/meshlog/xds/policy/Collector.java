package io.meshlog.xds.policy;

import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Violations;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.draft.ClusterDraft;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What takes logs or spans, and the cluster to it (policies.md 2.9, 2.10): something outside of the
 * mesh, or kuma-dp, which passes them on.
 *
 * @param name of the cluster
 * @param url for gRPC one with an empty path
 * @param socket of kuma-dp, empty for what is elsewhere
 */
public record Collector(String name, URI url, boolean grpc, String socket) {
  private static final URI AT_SOCKET = URI.create("grpc://localhost");
  private static final long CONNECT_S = 5;
  private static final String KIND = "MeshOpenTelemetryBackend";
  private static final Pattern IPV4 = Pattern.compile("\\d+(\\.\\d+){3}");

  /** Which MeshOpenTelemetryBackend says where the collector is: one by name or by labels. */
  public record BackendResource(
      @Nullable String kind, @Nullable String name, @Nullable Labels labels) {}

  /** An absolute URL with a host; empty when the text is none. */
  public static Optional<URI> url(String text) {
    try {
      URI uri = new URI(text);
      return uri.isAbsolute() && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /**
   * @param defaultPort negative: that of the scheme
   */
  public static Optional<Collector> atUrl(String name, @Nullable String url, int defaultPort) {
    return url(url == null ? "" : url)
        .map(uri -> {
          int ofScheme =
              defaultPort >= 0 ? defaultPort : "https".equals(uri.getScheme()) ? 443 : 80;
          return new Collector(
              name, with(uri, uri.getPort() < 0 ? ofScheme : uri.getPort(), path(uri)), false, "");
        });
  }

  private static String path(URI uri) {
    return uri.getRawPath() == null ? "" : uri.getRawPath();
  }

  private static URI with(URI uri, int port, String path) {
    return URI.create(uri.getScheme() + "://" + uri.getHost() + ':' + port + path);
  }

  /** A URL means OTLP over HTTP, {@code host:port} or a host alone means gRPC. */
  public static Optional<Collector> openTelemetry(
      String name, @Nullable String endpoint, int grpcPort, int httpPort) {
    if (endpoint == null || endpoint.isEmpty()) {
      return Optional.empty();
    }
    if (endpoint.startsWith("http://") || endpoint.startsWith("https://")) {
      return atUrl(name, endpoint, httpPort)
          .map(at ->
              path(at.url()).isEmpty()
                  ? new Collector(name, with(at.url(), at.url().getPort(), "/v1/traces"), false, "")
                  : at);
    }
    return grpc(name, endpoint, grpcPort);
  }

  /** By {@code host:port} or a host alone; of a URL only these are looked at. */
  public static Optional<Collector> grpc(String name, @Nullable String endpoint, int port) {
    if (endpoint == null || endpoint.isEmpty()) {
      return Optional.empty();
    }
    String place =
        endpoint.substring(endpoint.indexOf("://") < 0 ? 0 : endpoint.indexOf("://") + 3);
    return atUrl(name, "grpc://" + place, port)
        .map(at -> new Collector(name, with(at.url(), at.url().getPort(), ""), true, ""));
  }

  /** kuma-dp, which takes gRPC. */
  public static Collector atSocket(String name, String socket) {
    return new Collector(name, AT_SOCKET, true, socket);
  }

  /** Of the place where an OpenTelemetry backend says where it is. */
  public static void validate(
      @Nullable String endpoint, @Nullable BackendResource resource, Violations at) {
    if (resource != null) {
      resource(resource, at.at("backendRef"));
    }
    boolean named = endpoint != null && !endpoint.isEmpty();
    if (named == (resource != null)) {
      at.add("openTelemetry must have exactly one defined: endpoint, backendRef");
      return;
    }
    if (named && endpoint.contains("://")) {
      url(at, endpoint);
    } else if (named && openTelemetry("", endpoint, 1, 1).isEmpty()) {
      at.add("endpoint", "must be a valid url");
    }
  }

  private static void resource(BackendResource resource, Violations at) {
    if (!KIND.equals(resource.kind())) {
      at.add("kind", "value is not supported, must be one of [" + KIND + "]");
    }
    boolean named = resource.name() != null && !resource.name().isEmpty();
    boolean labelled = resource.labels() != null && !resource.labels().isEmpty();
    if (named == labelled) {
      at.add("must have exactly one defined: name, labels");
    }
  }

  private static void url(Violations at, String endpoint) {
    Optional<URI> uri = url(endpoint);
    if (uri.isEmpty()) {
      at.add("endpoint", "must be a valid URL");
      return;
    }
    if (!"http".equals(uri.get().getScheme()) && !"https".equals(uri.get().getScheme())) {
      at.add("endpoint", "URL scheme must be http or https");
    }
    if (uri.get().getPort() == 0 || uri.get().getPort() > 65535) {
      at.add("endpoint", "port must be valid (1-65535)");
    }
  }

  /** Host names are resolved by Envoy. */
  public ClusterDraft cluster(Resource<DataplaneSpec> dataplane) {
    ClusterDraft draft = new ClusterDraft(name, Destination.Tagged.NONE, Protocol.UNKNOWN);
    String host = host();
    draft
        .cluster()
        .setConnectTimeout(Duration.newBuilder().setSeconds(CONNECT_S))
        .setLoadAssignment(place());
    if (!socket.isEmpty() || IPV4.matcher(host).matches() || host.indexOf(':') >= 0) {
      draft.cluster().setType(Cluster.DiscoveryType.STATIC);
    } else {
      String own = dataplane.spec().net().address();
      boolean ipv6 = own != null && own.indexOf(':') >= 0;
      draft
          .cluster()
          .setType(Cluster.DiscoveryType.STRICT_DNS)
          .setDnsLookupFamily(
              ipv6 ? Cluster.DnsLookupFamily.AUTO : Cluster.DnsLookupFamily.V4_ONLY);
    }
    if (grpc) {
      draft.http().getExplicitHttpConfigBuilder().getHttp2ProtocolOptionsBuilder();
    }
    if ("https".equals(url.getScheme())) {
      draft.tls(UpstreamTlsContext.newBuilder().setSni(host).setAllowRenegotiation(true));
    }
    return draft;
  }

  private String host() {
    return url.getHost().replaceAll("[\\[\\]]", "");
  }

  /** Where it is, under the cluster's name. */
  public ClusterLoadAssignment place() {
    ClusterLoadAssignment.Builder assignment =
        ClusterLoadAssignment.newBuilder().setClusterName(name);
    Address.Builder at =
        assignment
            .addEndpointsBuilder()
            .addLbEndpointsBuilder()
            .getEndpointBuilder()
            .getAddressBuilder();
    if (socket.isEmpty()) {
      at.getSocketAddressBuilder().setAddress(host()).setPortValue(url.getPort());
    } else {
      at.getPipeBuilder().setPath(socket);
    }
    return assignment.build();
  }
}
