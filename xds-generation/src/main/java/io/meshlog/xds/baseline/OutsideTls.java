package io.meshlog.xds.baseline;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.TransportSocketMatch;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher.SanType;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.meshlog.model.legacy.ProtoSource;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec.Tls;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Resource;
import io.meshlog.xds.Names;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.IdentityCert;
import io.meshlog.xds.secrets.MeshTls;
import io.meshlog.xds.secrets.SecretRef;
import io.meshlog.xds.secrets.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How an ExternalService is spoken to under TLS (xds-generation.md 3.3). Without a CA its
 * certificate is not looked at, as in Kuma.
 */
public record OutsideTls(Resource<ExternalServiceSpec> resource, Tls tls) {
  /** Tells the endpoint of one resource from those of others of the service. */
  public static final String NAME_TAG = "kuma.io/external-service-name";

  /** Empty when it is spoken to in plain text. */
  public static Optional<OutsideTls> of(Resource<ExternalServiceSpec> resource) {
    return Optional.ofNullable(resource.spec().networking())
        .flatMap(net -> Optional.ofNullable(net.tls()))
        .filter(Tls::enabled)
        .map(tls -> new OutsideTls(resource, tls));
  }

  /** The Secrets it needs. */
  public Set<SecretRef> wanted() {
    return sources()
        .map(ProtoSource::secret)
        .filter(Objects::nonNull)
        .map(name -> new SecretRef(resource.mesh(), name))
        .collect(Collectors.toSet());
  }

  /** An egress has those of several meshes. */
  private String id() {
    return resource.mesh() + ':' + resource.name();
  }

  private Stream<ProtoSource> sources() {
    return Stream.of(tls.caCert(), tls.clientCert(), tls.clientKey()).flatMap(Stream::ofNullable);
  }

  /** Whether all is there that it says: what cannot be verified as said is not called. */
  public boolean complete(Certificates certificates) {
    return sources().allMatch(source -> content(source, certificates).isPresent());
  }

  private Optional<String> content(ProtoSource source, Certificates certificates) {
    if (source.secret() != null) {
      return certificates
          .contents()
          .getOrDefault(new SecretRef(resource.mesh(), source.secret()), Optional.empty());
    }
    if (source.inlineString() != null) {
      return Optional.of(source.inlineString());
    }
    return source.inline() == null
        ? Optional.empty()
        : Optional.of(
            new String(
                Base64.getDecoder().decode(source.inline().base64()), StandardCharsets.UTF_8));
  }

  /** What it trusts and shows, apart from everything else. */
  public List<XdsResource> secrets(Certificates certificates) {
    List<XdsResource> secrets = new ArrayList<>();
    text(tls.caCert(), certificates)
        .ifPresent(ca -> secrets.add(Secrets.trust(Names.trustSecret(id()), ca)));
    Optional<String> chain = text(tls.clientCert(), certificates);
    Optional<String> key = text(tls.clientKey(), certificates);
    if (chain.isPresent() && key.isPresent()) {
      secrets.add(
          Secrets.certificate(Names.clientSecret(id()), new IdentityCert(chain.get(), key.get())));
    }
    return secrets;
  }

  private Optional<String> text(@Nullable ProtoSource source, Certificates certificates) {
    return Optional.ofNullable(source).flatMap(given -> content(given, certificates));
  }

  /**
   * @param match what the endpoint's metadata has
   */
  TransportSocketMatch socket(String host, Map<String, String> match) {
    Struct.Builder wanted = Struct.newBuilder();
    match.forEach(
        (key, value) -> wanted.putFields(key, Value.newBuilder().setStringValue(value).build()));
    return TransportSocketMatch.newBuilder()
        .setName(host)
        .setMatch(wanted)
        .setTransportSocket(
            TransportSocket.newBuilder()
                .setName("envoy.transport_sockets.tls")
                .setTypedConfig(XdsResource.pack(context(host))))
        .build();
  }

  private UpstreamTlsContext context(String host) {
    String said = tls.serverName() == null ? "" : tls.serverName();
    UpstreamTlsContext.Builder context = UpstreamTlsContext.newBuilder();
    if (!said.isEmpty() || !AddressRules.ip(host)) {
      context.setSni(said.isEmpty() ? host : said);
    }
    if (Boolean.TRUE.equals(tls.allowRenegotiation())) {
      context.setAllowRenegotiation(true);
    }
    CommonTlsContext.Builder common = context.getCommonTlsContextBuilder();
    if (tls.caCert() != null) {
      common
          .getCombinedValidationContextBuilder()
          .setDefaultValidationContext(names(said.isEmpty() ? host : said))
          .setValidationContextSdsSecretConfig(MeshTls.sds(Names.trustSecret(id())));
    }
    if (tls.clientCert() != null && tls.clientKey() != null) {
      common.addTlsCertificateSdsSecretConfigs(MeshTls.sds(Names.clientSecret(id())));
    }
    return context.build();
  }

  private CertificateValidationContext names(String name) {
    CertificateValidationContext.Builder names = CertificateValidationContext.newBuilder();
    if (!Boolean.TRUE.equals(tls.skipHostnameVerification())) {
      for (SanType type : List.of(SanType.DNS, SanType.IP_ADDRESS)) {
        names
            .addMatchTypedSubjectAltNamesBuilder()
            .setSanType(type)
            .setMatcher(StringMatcher.newBuilder().setExact(name));
      }
    }
    return names.build();
  }
}
