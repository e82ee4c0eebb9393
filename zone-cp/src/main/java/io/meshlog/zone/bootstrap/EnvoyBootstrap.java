package io.meshlog.zone.bootstrap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Envoy's bootstrap, as xds-generation.md 7 and rest-and-dataplane-protocol.md 5.2 describe it. */
final class EnvoyBootstrap {
  private static final YAMLMapper YAML = YAMLMapper.builder().build();
  private static final Pattern IP = Pattern.compile("[0-9.]+|.*:.*");
  private static final String TYPE = "@type";
  private static final String TYPE_URL = "type.googleapis.com/";
  private static final int MAX_SOCKET_PATH = 98;
  private static final String FILE_CREDENTIALS = "envoy.grpc_credentials.file_based_metadata";
  private static final int KEEPALIVE_MS = 10_000;
  private static final int KEEPALIVE_TIMEOUT_MS = 30_000;
  private static final int MOST_RECEIVED = 4 << 20;
  private static final long ANY_PROGRAM_SIZE = 4_294_967_295L;

  private final BootstrapRequest request;
  private final BootstrapSettings settings;
  private final ProxyIdentity proxy;
  private final String host;
  private final String caPem;

  /**
   * Who the proxy is.
   *
   * @param mesh empty for zone proxies
   * @param cluster Envoy's {@code node.cluster}
   * @param adminPort 0 when its resource names none
   * @param exclusive whether its mesh knows services by identity only
   */
  record ProxyIdentity(
      String mesh,
      String name,
      String cluster,
      int adminPort,
      boolean builtinGateway,
      boolean exclusive) {}

  /**
   * @param host what the proxy dials
   * @param caPem what it verifies the control plane with
   */
  EnvoyBootstrap(
      BootstrapRequest request,
      BootstrapSettings settings,
      ProxyIdentity proxy,
      String host,
      String caPem) {
    this.request = request;
    this.settings = settings;
    this.proxy = proxy;
    this.host = host;
    this.caPem = caPem;
  }

  String yaml() {
    Map<String, Object> bootstrap = new LinkedHashMap<>();
    bootstrap.put("node", node());
    if (adminPort() > 0) {
      bootstrap.put("admin", admin());
    }
    bootstrap.put("dynamicResources", dynamicResources());
    if (settings.health() && request.proxyType().equals("dataplane")) {
      bootstrap.put("hdsConfig", controlPlane());
    }
    List<Map<String, Object>> clusters =
        tokenFromFile() ? List.of(accessLogSink()) : List.of(adsCluster(), accessLogSink());
    bootstrap.put(
        "staticResources", ordered("clusters", clusters, "secrets", List.of(validation())));
    bootstrap.put("layeredRuntime", runtime());
    if (proxy.builtinGateway()) {
      bootstrap.put("overloadManager", OverloadManager.of(request.maxHeapBytes()));
    }
    bootstrap.put("statsConfig", Map.of("statsTags", StatsTags.ALL));
    bootstrap.put(
        "defaultRegexEngine",
        extension("envoy.regex_engines.google_re2", "envoy.extensions.regex_engines.v3.GoogleRE2"));
    return YAML.writeValueAsString(bootstrap);
  }

  private Map<String, Object> node() {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("id", proxy.mesh() + '.' + proxy.name());
    node.put("cluster", proxy.cluster());
    node.put("metadata", NodeMetadata.of(request, settings, adminPort(), socketPath()));
    return node;
  }

  private int adminPort() {
    return proxy.adminPort() > 0 ? proxy.adminPort() : settings.adminPort();
  }

  /** Empty when the admin listens on a port. */
  private String socketPath() {
    return settings.adminUnixSocket() && !request.workdir().isEmpty()
        ? request.workdir() + "/kuma-envoy-admin.sock"
        : "";
  }

  private Map<String, Object> admin() {
    String socket = socketPath();
    Map<String, Object> address =
        socket.isEmpty()
            ? socketAddress(settings.adminAddress(), adminPort())
            : Map.of("pipe", ordered("path", socket, "mode", 0600));
    Map<String, Object> log =
        typed(
            "envoy.extensions.access_loggers.file.v3.FileAccessLog",
            "path",
            settings.adminAccessLog());
    return ordered(
        "accessLog",
        List.of(ordered("name", "envoy.access_loggers.file", "typedConfig", log)),
        "address",
        address);
  }

  private Map<String, Object> dynamicResources() {
    Map<String, Object> overAds =
        ordered("ads", Map.of(), "initialFetchTimeout", "0s", "resourceApiVersion", "V3");
    Map<String, Object> ads = controlPlane();
    ads.put("apiType", request.has("feature-delta-grpc") ? "DELTA_GRPC" : "GRPC");
    return ordered("ldsConfig", overAds, "cdsConfig", overAds, "adsConfig", ads);
  }

  /** How the control plane is called, for discovery and for health. */
  private Map<String, Object> controlPlane() {
    return ordered(
        "apiType",
        "GRPC",
        "transportApiVersion",
        "V3",
        "setNodeOnFirstMessageOnly",
        true,
        "grpcServices",
        List.of(tokenFromFile() ? googleGrpc() : envoyGrpc()));
  }

  private Map<String, Object> envoyGrpc() {
    Map<String, Object> service = new LinkedHashMap<>();
    service.put("envoyGrpc", ordered("clusterName", adsName(), "retryPolicy", backOff()));
    if (!request.token().isEmpty()) {
      service.put(
          "initialMetadata", List.of(ordered("key", "authorization", "value", request.token())));
    }
    return service;
  }

  private boolean tokenFromFile() {
    return settings.reloadableTokens() && !request.tokenPath().isEmpty();
  }

  /** A client that reads the token anew for each call; it keeps its own connection. */
  private Map<String, Object> googleGrpc() {
    Map<String, Object> token =
        ordered(
            "name",
            FILE_CREDENTIALS,
            "typedConfig",
            typed(
                "envoy.config.grpc_credential.v3.FileBasedMetadataConfig",
                "secretData",
                Map.of("filename", request.tokenPath())));
    Map<String, Object> args =
        ordered(
            "grpc.keepalive_time_ms", Map.of("intValue", KEEPALIVE_MS),
            "grpc.keepalive_timeout_ms", Map.of("intValue", KEEPALIVE_TIMEOUT_MS),
            "grpc.max_receive_message_length", Map.of("intValue", MOST_RECEIVED));
    Map<String, Object> google =
        ordered(
            "targetUri",
            (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + settings.xdsPort(),
            "statPrefix",
            "ads",
            "channelCredentials",
            Map.of("sslCredentials", Map.of("rootCerts", Map.of("inlineString", caPem))),
            "callCredentials",
            List.of(Map.of("fromPlugin", token)),
            "credentialsFactoryName",
            FILE_CREDENTIALS,
            "channelArgs",
            Map.of("args", args));
    return ordered("googleGrpc", google);
  }

  /** Under unified naming, if its mesh does without {@code kuma.io/service}. */
  private boolean unified() {
    return request.has("feature-unified-resource-naming") && proxy.exclusive();
  }

  private String adsName() {
    return unified() ? "system_ads" : "ads_cluster";
  }

  private String sinkName() {
    return unified() ? "system_access_log_sink" : "access_log_sink";
  }

  /** Envoy alone would wait up to half a minute before it dials a restarted control plane again. */
  private static Map<String, Object> backOff() {
    return Map.of("retryBackOff", ordered("baseInterval", "0.5s", "maxInterval", "5s"));
  }

  private Map<String, Object> adsCluster() {
    Map<String, Object> cluster = new LinkedHashMap<>();
    boolean ip = IP.matcher(host).matches();
    cluster.put("name", adsName());
    cluster.put("type", ip ? "STATIC" : "STRICT_DNS");
    if (!ip) {
      // A name with addresses of both families, as localhost: the server may have only this one.
      cluster.put("dnsLookupFamily", "V4_PREFERRED");
    }
    cluster.put("connectTimeout", settings.connectTimeout().toMillis() / 1000.0 + "s");
    cluster.put(
        "upstreamConnectionOptions",
        Map.of(
            "tcpKeepalive",
            ordered("keepaliveProbes", 3, "keepaliveTime", 10, "keepaliveInterval", 10)));
    cluster.put("typedExtensionProtocolOptions", http2());
    cluster.put("loadAssignment", assignment(adsName(), socketAddress(host, settings.xdsPort())));
    cluster.put("transportSocket", tls());
    return cluster;
  }

  private Map<String, Object> tls() {
    Map<String, Object> common =
        ordered(
            "alpnProtocols",
            List.of("h2"),
            "tlsParams",
            Map.of("tlsMinimumProtocolVersion", "TLSv1_2"),
            "validationContextSdsSecretConfig",
            Map.of("name", "cp_validation_ctx"));
    return ordered(
        "name",
        "envoy.transport_sockets.tls",
        "typedConfig",
        typed(
            "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
            "sni",
            host,
            "commonTlsContext",
            common));
  }

  private Map<String, Object> validation() {
    List<Map<String, Object>> names =
        List.of(
            ordered("sanType", "DNS", "matcher", Map.of("exact", host)),
            ordered("sanType", "IP_ADDRESS", "matcher", Map.of("exact", host)));
    return ordered(
        "name",
        "cp_validation_ctx",
        "validationContext",
        ordered("matchTypedSubjectAltNames", names, "trustedCa", Map.of("inlineString", caPem)));
  }

  private Map<String, Object> accessLogSink() {
    String path = request.workdir() + "/kuma-al-" + proxy.name() + '-' + proxy.mesh();
    path = path.substring(0, Math.min(path.length(), MAX_SOCKET_PATH)) + ".sock";
    return ordered(
        "name",
        sinkName(),
        "type",
        "STATIC",
        "connectTimeout",
        "5s",
        "typedExtensionProtocolOptions",
        http2(),
        "loadAssignment",
        assignment(sinkName(), Map.of("pipe", Map.of("path", path))));
  }

  private static Map<String, Object> runtime() {
    Map<String, Object> values =
        ordered(
            "re2.max_program_size.error_level",
            ANY_PROGRAM_SIZE,
            "re2.max_program_size.warn_level",
            1000);
    return Map.of("layers", List.of(ordered("name", "kuma", "staticLayer", values)));
  }

  private static Map<String, Object> http2() {
    return Map.of(
        "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
        typed(
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
            "explicitHttpConfig",
            Map.of("http2ProtocolOptions", Map.of())));
  }

  private static Map<String, Object> assignment(String cluster, Map<String, Object> address) {
    return ordered(
        "clusterName",
        cluster,
        "endpoints",
        List.of(Map.of("lbEndpoints", List.of(Map.of("endpoint", Map.of("address", address))))));
  }

  private static Map<String, Object> socketAddress(String address, int port) {
    return Map.of("socketAddress", ordered("address", address, "portValue", port));
  }

  static Map<String, Object> extension(String name, String message, Object... fields) {
    return ordered("name", name, "typedConfig", typed(message, fields));
  }

  private static Map<String, Object> typed(String message, Object... fields) {
    Map<String, Object> typed = new LinkedHashMap<>();
    typed.put(TYPE, TYPE_URL + message);
    typed.putAll(ordered(fields));
    return typed;
  }

  static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
