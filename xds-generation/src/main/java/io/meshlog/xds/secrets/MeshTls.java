package io.meshlog.xds.secrets;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.meshlog.xds.Names;
import io.meshlog.xds.XdsResource;
import java.util.List;

/** The two ends of mutual TLS inside a mesh (xds-generation.md 2.6, 4.4). */
public final class MeshTls {
  /** Resources that come on the same stream as everything else. */
  public static final ConfigSource ADS =
      ConfigSource.newBuilder()
          .setAds(AggregatedConfigSource.getDefaultInstance())
          .setResourceApiVersion(ApiVersion.V3)
          .build();

  /** How a client marks TLS of the mesh, as against TLS of the application. */
  public static final String ALPN = "kuma";

  private MeshTls() {}

  /** Accepts whoever has an identity of the mesh. */
  public static TransportSocket server(String mesh, TlsParameters parameters) {
    CommonTlsContext.Builder common =
        common(
            mesh,
            Names.caSecret(mesh),
            List.of(StringMatcher.newBuilder().setPrefix(Names.spiffe(mesh, "")).build()));
    if (!parameters.equals(TlsParameters.getDefaultInstance())) {
      common.setTlsParams(parameters);
    }
    return socket(
        DownstreamTlsContext.newBuilder()
            .setRequireClientCertificate(BoolValue.of(true))
            .setCommonTlsContext(common)
            .build());
  }

  /** Accepts whoever has an identity of any mesh. */
  public static TransportSocket serverToEveryMesh(String mesh) {
    return socket(
        DownstreamTlsContext.newBuilder()
            .setRequireClientCertificate(BoolValue.of(true))
            .setCommonTlsContext(common(mesh, Names.everyCaSecret(), List.of()))
            .build());
  }

  /**
   * Expects one of these identities.
   *
   * @param identities URIs; not empty, or everybody would do
   */
  public static UpstreamTlsContext.Builder client(
      String mesh, String sni, List<String> identities) {
    return client(mesh, Names.caSecret(mesh), sni, identities);
  }

  /**
   * The same of another mesh.
   *
   * @param mesh whose identity is shown
   * @param ca the secret with the CA that vouches for the other end
   */
  public static UpstreamTlsContext.Builder client(
      String mesh, String ca, String sni, List<String> identities) {
    List<StringMatcher> peers =
        identities.stream().map(uri -> StringMatcher.newBuilder().setExact(uri).build()).toList();
    return UpstreamTlsContext.newBuilder()
        .setSni(sni)
        .setCommonTlsContext(common(mesh, ca, peers).addAlpnProtocols(ALPN));
  }

  /** Expects any identity of the mesh, without a word about whose. */
  public static UpstreamTlsContext.Builder anyOf(String mesh) {
    StringMatcher any = StringMatcher.newBuilder().setPrefix(Names.spiffe(mesh, "")).build();
    return UpstreamTlsContext.newBuilder()
        .setCommonTlsContext(
            common(mesh, Names.caSecret(mesh), List.of(any)).addAlpnProtocols(ALPN));
  }

  private static CommonTlsContext.Builder common(
      String mesh, String ca, List<StringMatcher> peers) {
    CertificateValidationContext.Builder accepted = CertificateValidationContext.newBuilder();
    peers.forEach(peer ->
        accepted
            .addMatchTypedSubjectAltNamesBuilder()
            .setSanType(SubjectAltNameMatcher.SanType.URI)
            .setMatcher(peer));
    CommonTlsContext.Builder context = CommonTlsContext.newBuilder();
    context
        .getCombinedValidationContextBuilder()
        .setDefaultValidationContext(accepted)
        .setValidationContextSdsSecretConfig(sds(ca));
    return context.addTlsCertificateSdsSecretConfigs(sds(Names.identitySecret(mesh)));
  }

  /** A secret that comes on the same stream. */
  public static SdsSecretConfig sds(String secret) {
    return SdsSecretConfig.newBuilder().setName(secret).setSdsConfig(ADS).build();
  }

  /** TLS with this context. */
  public static TransportSocket socket(Message context) {
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.tls")
        .setTypedConfig(XdsResource.pack(context))
        .build();
  }
}
