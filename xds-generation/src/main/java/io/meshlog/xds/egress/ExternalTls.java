package io.meshlog.xds.egress;

import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext.TrustChainVerification;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher.SanType;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.service.DataSource;
import io.meshlog.model.service.MeshExternalServiceSpec.MatchType;
import io.meshlog.model.service.MeshExternalServiceSpec.Mode;
import io.meshlog.model.service.MeshExternalServiceSpec.SubjectAltName;
import io.meshlog.model.service.MeshExternalServiceSpec.Tls;
import io.meshlog.model.service.MeshExternalServiceSpec.Verification;
import io.meshlog.model.service.MeshExternalServiceSpec.Version;
import io.meshlog.xds.Names;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.IdentityCert;
import io.meshlog.xds.secrets.MeshTls;
import io.meshlog.xds.secrets.SecretRef;
import io.meshlog.xds.secrets.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an egress speaks TLS to an external service (xds-generation.md 3.3, 5.3).
 *
 * @param cluster that it is for
 * @param systemCa file with the CAs of the egress's system, empty when unknown
 */
record ExternalTls(
    String mesh, String cluster, Tls tls, Certificates certificates, String systemCa) {
  private static final Verification DEFAULT = new Verification(null, null, null, null, null, null);

  /**
   * @param host of the endpoint
   */
  UpstreamTlsContext to(String host) {
    Verification said = verification();
    UpstreamTlsContext.Builder context = UpstreamTlsContext.newBuilder();
    String name = said.serverName() == null ? "" : said.serverName();
    if (!name.isEmpty() || !AddressRules.ip(host)) {
      context.setSni(name.isEmpty() ? host : name);
    }
    if (Boolean.TRUE.equals(tls.allowRenegotiation())) {
      context.setAllowRenegotiation(true);
    }
    CommonTlsContext.Builder common = context.getCommonTlsContextBuilder();
    versions().ifPresent(common::setTlsParams);
    Mode mode = mode();
    CertificateValidationContext validation = validation(said, mode, name.isEmpty() ? host : name);
    if (ownCa(mode)) {
      common
          .getCombinedValidationContextBuilder()
          .setDefaultValidationContext(validation)
          .setValidationContextSdsSecretConfig(MeshTls.sds(Names.trustSecret(cluster)));
    } else if (mode != Mode.SkipAll) {
      common.setValidationContext(validation);
    }
    if (client()) {
      common.addTlsCertificateSdsSecretConfigs(MeshTls.sds(Names.clientSecret(cluster)));
    }
    return context.build();
  }

  private boolean client() {
    return verification().clientCert() != null && verification().clientKey() != null;
  }

  private boolean ownCa(Mode mode) {
    return verification().caCert() != null && (mode == Mode.Secured || mode == Mode.SkipSAN);
  }

  /**
   * What the egress shows, and whom it trusts: as secrets, so that nothing else holds what a Secret
   * of the mesh holds.
   */
  List<XdsResource> secrets() {
    List<XdsResource> secrets = new ArrayList<>();
    Verification said = verification();
    if (said.clientCert() != null && said.clientKey() != null) {
      secrets.add(
          Secrets.certificate(
              Names.clientSecret(cluster),
              new IdentityCert(content(said.clientCert()), content(said.clientKey()))));
    }
    if (said.caCert() != null && ownCa(mode())) {
      secrets.add(Secrets.trust(Names.trustSecret(cluster), content(said.caCert())));
    }
    return secrets;
  }

  private Mode mode() {
    return Objects.requireNonNullElse(verification().mode(), Mode.Secured);
  }

  private CertificateValidationContext validation(Verification said, Mode mode, String name) {
    CertificateValidationContext.Builder context = CertificateValidationContext.newBuilder();
    if (mode == Mode.SkipCA) {
      context.setTrustChainVerification(TrustChainVerification.ACCEPT_UNTRUSTED);
    } else if (said.caCert() == null && !systemCa.isEmpty()) {
      context.getTrustedCaBuilder().setFilename(systemCa);
    }
    // Envoy refuses to look at names in a certificate that nobody vouches for.
    if (mode == Mode.Secured) {
      names(said, name, context);
    }
    return context.build();
  }

  private static void names(
      Verification said, String name, CertificateValidationContext.Builder context) {
    List<SubjectAltName> names =
        said.subjectAltNames() == null || said.subjectAltNames().isEmpty()
            ? List.of(new SubjectAltName(MatchType.Exact, name))
            : said.subjectAltNames();
    for (SubjectAltName each : names) {
      String value = each.value() == null ? "" : each.value();
      StringMatcher matcher =
          each.type() == MatchType.Prefix
              ? StringMatcher.newBuilder().setPrefix(value).build()
              : StringMatcher.newBuilder().setExact(value).build();
      for (SanType type : List.of(SanType.DNS, SanType.IP_ADDRESS)) {
        context.addMatchTypedSubjectAltNamesBuilder().setSanType(type).setMatcher(matcher);
      }
    }
  }

  private Optional<TlsParameters> versions() {
    if (tls.version() == null) {
      return Optional.empty();
    }
    return Optional.of(
        TlsParameters.newBuilder()
            .setTlsMinimumProtocolVersion(protocol(tls.version().min()))
            .setTlsMaximumProtocolVersion(protocol(tls.version().max()))
            .build());
  }

  private static TlsProtocol protocol(@Nullable Version version) {
    return switch (version) {
      case null -> TlsProtocol.TLS_AUTO;
      case TLSAuto -> TlsProtocol.TLS_AUTO;
      case TLS10 -> TlsProtocol.TLSv1_0;
      case TLS11 -> TlsProtocol.TLSv1_1;
      case TLS12 -> TlsProtocol.TLSv1_2;
      case TLS13 -> TlsProtocol.TLSv1_3;
    };
  }

  /** Whether all is there that it needs to verify what it must: else the service is left out. */
  boolean complete() {
    Mode mode = mode();
    boolean verifies = mode == Mode.Secured || mode == Mode.SkipSAN;
    boolean authority = verification().caCert() != null || !systemCa.isEmpty();
    return (authority || !verifies) && secretsAreThere();
  }

  private boolean secretsAreThere() {
    return tls.secrets()
        .allMatch(name ->
            certificates
                .contents()
                .getOrDefault(new SecretRef(mesh, name), Optional.empty())
                .isPresent());
  }

  private Verification verification() {
    return Objects.requireNonNullElse(tls.verification(), DEFAULT);
  }

  private String content(DataSource source) {
    return source
        .inResource()
        .or(() ->
            source
                .ofSecret()
                .flatMap(name ->
                    certificates
                        .contents()
                        .getOrDefault(new SecretRef(mesh, name), Optional.empty())))
        .orElse("");
  }
}
