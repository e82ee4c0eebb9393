package io.meshlog.model.service;

import io.meshlog.model.resource.Spec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A service outside of the mesh, reached through the zone's egress (policies.md 2.17).
 *
 * @param match what clients in the mesh know it by
 * @param endpoints where it is
 * @param extension another way to say where it is, which this version does not know
 */
public record MeshExternalServiceSpec(
    @Nullable Match match,
    @Nullable List<Endpoint> endpoints,
    @Nullable Tls tls,
    @Nullable Map<String, Object> extension)
    implements Spec {

  /**
   * @param type {@code HostnameGenerator}
   * @param protocol null means {@code tcp}
   */
  public record Match(@Nullable String type, int port, @Nullable String protocol) {}

  /**
   * @param address an IP address or a host name
   * @param priority lower ones first; null means 0
   */
  public record Endpoint(@Nullable String address, int port, @Nullable Integer priority) {
    public int rank() {
      return priority == null ? 0 : priority;
    }
  }

  /** How the egress speaks to it. Not given, or not enabled: plain. */
  public record Tls(
      @Nullable Boolean enabled,
      @Nullable Boolean allowRenegotiation,
      @Nullable Versions version,
      @Nullable Verification verification) {
    /** The Secrets of the mesh that are needed for it. */
    public Stream<String> secrets() {
      return verification == null
          ? Stream.empty()
          : Stream.of(verification.caCert(), verification.clientCert(), verification.clientKey())
              .flatMap(Stream::ofNullable)
              .flatMap(source -> source.ofSecret().stream());
    }
  }

  public record Versions(@Nullable Version min, @Nullable Version max) {}

  public enum Version {
    TLSAuto,
    TLS10,
    TLS11,
    TLS12,
    TLS13
  }

  /**
   * @param mode null means Secured
   * @param serverName SNI, and what the certificate must name; null: the host name of the endpoint
   * @param subjectAltNames what the certificate must name instead
   * @param caCert null: the CAs that the egress's system trusts
   */
  public record Verification(
      @Nullable Mode mode,
      @Nullable String serverName,
      @Nullable List<SubjectAltName> subjectAltNames,
      @Nullable DataSource caCert,
      @Nullable DataSource clientCert,
      @Nullable DataSource clientKey) {}

  public enum Mode {
    SkipSAN,
    SkipCA,
    SkipAll,
    Secured
  }

  /**
   * @param type null means Exact
   */
  public record SubjectAltName(@Nullable MatchType type, @Nullable String value) {}

  public enum MatchType {
    Exact,
    Prefix
  }

  public List<Endpoint> endpointsOrNone() {
    return endpoints == null ? List.of() : endpoints;
  }

  /** TLS when it is enabled. */
  public Optional<Tls> enabledTls() {
    return Optional.ofNullable(tls).filter(said -> Boolean.TRUE.equals(said.enabled()));
  }

  /** The Secrets of the mesh that the egress needs. */
  public List<String> secrets() {
    return enabledTls().stream().flatMap(Tls::secrets).distinct().toList();
  }

  /** What clients know it by, as one port. */
  public List<ServicePort> portsOrNone() {
    return match == null
        ? List.of()
        : List.of(new ServicePort(null, match.port(), null, match.protocol()));
  }
}
