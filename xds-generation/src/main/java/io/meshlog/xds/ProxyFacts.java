package io.meshlog.xds;

import java.util.Set;
import java.util.function.Consumer;

/**
 * What a proxy told of itself when it connected: fixed for the life of its stream
 * (xds-generation.md section 7, node metadata).
 *
 * @param features what its kuma-dp can do, e.g. {@code feature-reuse-port}
 * @param extensions names of the filters its Envoy has; empty when it named none
 * @param adminAddress where Envoy's admin answers, empty when unknown
 * @param adminPort 0 when the admin is on a unix socket only
 * @param adminSocketPath empty when the admin is on TCP
 * @param readinessPort of kuma-dp's readiness reporter, 0 when there is none
 * @param workdir kuma-dp's working folder, empty when unknown
 * @param ipv6 whether its host has IPv6
 * @param systemCaPath file with the CAs its system trusts, empty when unknown
 * @param dnsRedirect whether its host's name lookups are led to it (transparent proxying)
 * @param dnsPort where Envoy answers its host's name lookups, 0 when nobody asks it
 * @param redirects what kuma-dp says of a transparent proxy
 * @param metricsTls what its listeners for Prometheus show
 */
public record ProxyFacts(
    ProxyKey key,
    Set<String> features,
    Set<String> extensions,
    String adminAddress,
    int adminPort,
    String adminSocketPath,
    int readinessPort,
    String workdir,
    boolean ipv6,
    String systemCaPath,
    boolean dnsRedirect,
    int dnsPort,
    MetricsTls metricsTls,
    Redirects redirects) {
  /**
   * Files with a certificate and its key on the proxy's host.
   *
   * @param certPath empty when there is none
   */
  public record MetricsTls(String certPath, String keyPath) {
    public static final MetricsTls NONE = new MetricsTls("", "");

    public boolean present() {
      return !certPath.isEmpty() && !keyPath.isEmpty();
    }
  }

  public static final String REUSE_PORT = "feature-reuse-port";
  public static final String UNIFIED_NAMING = "feature-unified-resource-naming";
  public static final String EMBEDDED_DNS = "feature-embedded-dns";
  public static final String OTEL_PIPE = "feature-otel-via-kuma-dp";
  public static final String TCP_ACCESS_LOGS = "feature-tcp-accesslog-via-named-pipe";
  public static final String BIND_OUTBOUNDS = "feature-bind-outbounds";
  public static final String KAFKA_FILTER = "envoy.filters.network.kafka_broker";

  public ProxyFacts {
    features = Set.copyOf(features);
    extensions = Set.copyOf(extensions);
  }

  /** Two of one proxy are rarely there at once: its key tells them apart well enough. */
  @Override
  public int hashCode() {
    return key.hashCode();
  }

  /** A proxy that told nothing but its name. */
  public static ProxyFacts of(ProxyKey key) {
    return new ProxyFacts(
        key,
        Set.of(),
        Set.of(),
        "",
        0,
        "",
        0,
        "",
        false,
        "",
        false,
        0,
        MetricsTls.NONE,
        Redirects.NONE);
  }

  public ProxyFacts withFeatures(Set<String> other) {
    return with(parts -> parts.features = other);
  }

  public ProxyFacts withExtensions(Set<String> other) {
    return with(parts -> parts.extensions = other);
  }

  public ProxyFacts withAdmin(String address, int port, int readiness) {
    return with(parts -> {
      parts.adminAddress = address;
      parts.adminPort = port;
      parts.readinessPort = readiness;
    });
  }

  public ProxyFacts withIpv6(boolean other) {
    return with(parts -> parts.ipv6 = other);
  }

  public ProxyFacts withSystemCa(String path) {
    return with(parts -> parts.systemCaPath = path);
  }

  public ProxyFacts withDns(boolean redirect, int port) {
    return with(parts -> {
      parts.dnsRedirect = redirect;
      parts.dnsPort = port;
    });
  }

  public ProxyFacts withMetricsTls(MetricsTls other) {
    return with(parts -> parts.metricsTls = other);
  }

  public ProxyFacts withRedirects(Redirects other) {
    return with(parts -> parts.redirects = other);
  }

  /** With a working folder, and Envoy's admin on a socket when {@code path} is not empty. */
  public ProxyFacts withSockets(String folder, String path) {
    return with(parts -> {
      parts.workdir = folder;
      parts.adminSocketPath = path;
    });
  }

  private ProxyFacts with(Consumer<Parts> change) {
    Parts parts = new Parts(this);
    change.accept(parts);
    return new ProxyFacts(
        key,
        parts.features,
        parts.extensions,
        parts.adminAddress,
        parts.adminPort,
        parts.adminSocketPath,
        parts.readinessPort,
        parts.workdir,
        parts.ipv6,
        parts.systemCaPath,
        parts.dnsRedirect,
        parts.dnsPort,
        parts.metricsTls,
        parts.redirects);
  }

  /** Its components while one of them is replaced: the one place that copies them all. */
  private static final class Parts {
    private Set<String> features;
    private Set<String> extensions;
    private String adminAddress;
    private int adminPort;
    private String adminSocketPath;
    private int readinessPort;
    private String workdir;
    private boolean ipv6;
    private String systemCaPath;
    private boolean dnsRedirect;
    private int dnsPort;
    private MetricsTls metricsTls;
    private Redirects redirects;

    Parts(ProxyFacts of) {
      features = of.features;
      extensions = of.extensions;
      adminAddress = of.adminAddress;
      adminPort = of.adminPort;
      adminSocketPath = of.adminSocketPath;
      readinessPort = of.readinessPort;
      workdir = of.workdir;
      ipv6 = of.ipv6;
      systemCaPath = of.systemCaPath;
      dnsRedirect = of.dnsRedirect;
      dnsPort = of.dnsPort;
      metricsTls = of.metricsTls;
      redirects = of.redirects;
    }
  }

  public boolean has(String feature) {
    return features.contains(feature);
  }

  /**
   * Whether its Envoy can decode the Kafka filter. Standard builds cannot, and reject all listeners
   * over one they do not know (xds-generation.md 2.4).
   */
  public boolean speaksKafka() {
    return extensions.contains(KAFKA_FILTER);
  }
}
