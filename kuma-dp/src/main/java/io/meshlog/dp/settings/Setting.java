package io.meshlog.dp.settings;

import java.util.List;

/**
 * Every setting of {@code kuma-dp run}: its flags, its environment variable and its default
 * (rest-and-dataplane-protocol.md 5.5). The command line, the reader and the table in
 * docs/kuma-dp.md derive from this list.
 */
public enum Setting {
  CP_ADDRESS(
      "--cp-address",
      "KUMA_CONTROL_PLANE_URL",
      "https://localhost:5678",
      "Address of the control plane's data plane server."),
  CA_CERT_FILE(
      "--ca-cert-file",
      "KUMA_CONTROL_PLANE_CA_CERT_FILE",
      "",
      "File with the CA certificates (PEM) that the control plane's certificate must chain to."),
  CA_CERT(
      "",
      "KUMA_CONTROL_PLANE_CA_CERT",
      "",
      "The same certificates as a value; not together with --ca-cert-file."),
  SKIP_VERIFY(
      Kind.HIDDEN_SWITCH,
      "--skip-verify",
      "KUMA_CONTROL_PLANE_TLS_SKIP_VERIFY",
      "false",
      "Do not verify the control plane's certificate. For trials only."),
  RETRY_BACKOFF(
      "",
      "KUMA_CONTROL_PLANE_RETRY_BACKOFF",
      "3s",
      "Pause between two attempts to fetch the bootstrap."),
  RETRY_MAX_DURATION(
      "",
      "KUMA_CONTROL_PLANE_RETRY_MAX_DURATION",
      "5m",
      "How long to keep trying before giving up."),
  NAME(
      "--name",
      "KUMA_DATAPLANE_NAME",
      "",
      "Name of the proxy; only without a resource, which carries its own."),
  MESH(
      "--mesh",
      "KUMA_DATAPLANE_MESH",
      "",
      "Mesh of the proxy (\"default\" if not given); only without a resource."),
  PROXY_TYPE(
      "--proxy-type",
      "KUMA_DATAPLANE_PROXY_TYPE",
      "dataplane",
      "Type of the proxy: dataplane, ingress or egress."),
  DATAPLANE_FILE(
      "-d --dataplane-file",
      "KUMA_DATAPLANE_RUNTIME_RESOURCE_PATH",
      "",
      "File with the resource (YAML or JSON), which may hold {{ placeholders }}; - reads stdin."),
  DATAPLANE(
      "--dataplane",
      "KUMA_DATAPLANE_RUNTIME_RESOURCE",
      "",
      "The resource itself instead of a file; may hold {{ placeholders }}."),
  DATAPLANE_VAR(
      Kind.REPEATED,
      "-v --dataplane-var",
      "",
      "",
      "Value of a placeholder, as name=value; repeat it or separate several by commas."),
  TOKEN_FILE(
      "--dataplane-token-file",
      "KUMA_DATAPLANE_RUNTIME_TOKEN_PATH",
      "",
      "File with the proxy's token."),
  TOKEN(
      "--dataplane-token",
      "KUMA_DATAPLANE_RUNTIME_TOKEN",
      "",
      "The token itself; not together with --dataplane-token-file."),
  BINARY_PATH(
      "--binary-path",
      "KUMA_DATAPLANE_RUNTIME_BINARY_PATH",
      "envoy",
      "Envoy's binary; a bare name is looked up on the PATH."),
  WORK_DIR(
      "--work-dir",
      "KUMA_DATAPLANE_RUNTIME_WORK_DIR",
      "",
      "Folder for the bootstrap and the sockets; by default a temporary one, removed at the end."),
  DRAIN_TIME(
      "--drain-time",
      "KUMA_DATAPLANE_DRAIN_TIME",
      "30s",
      "How long open connections may go on after the first SIGTERM or SIGINT."),
  CONCURRENCY(
      "--concurrency",
      "KUMA_DATAPLANE_RUNTIME_CONCURRENCY",
      "0",
      "Envoy's worker threads; 0 lets Envoy take one per CPU it may use."),
  ENVOY_LOG_LEVEL(
      "--envoy-log-level",
      "KUMA_DATAPLANE_RUNTIME_ENVOY_LOG_LEVEL",
      "",
      "Envoy's log level; by default that of --log-level."),
  ENVOY_COMPONENT_LOG_LEVEL(
      "--envoy-component-log-level",
      "KUMA_DATAPLANE_RUNTIME_ENVOY_COMPONENT_LOG_LEVEL",
      "",
      "Levels of single Envoy components, such as upstream:debug,config:trace."),
  LOG_LEVEL("--log-level", "", "info", "The launcher's own level: off, error, info or debug."),
  READINESS_PORT(
      "", "KUMA_READINESS_PORT", "9902", "Port on 127.0.0.1 that answers GET /ready; not 0."),
  BIND_OUTBOUNDS(
      Kind.SWITCH,
      "--bind-outbounds",
      "KUMA_DATAPLANE_RUNTIME_BIND_OUTBOUNDS",
      "false",
      "Tell the control plane that this proxy binds its outbounds to loopback addresses."),
  XDS_VARIANT(
      "",
      "KUMA_DATAPLANE_RUNTIME_ENVOY_XDS_TRANSPORT_PROTOCOL_VARIANT",
      "GRPC",
      "GRPC or DELTA_GRPC: state-of-the-world or incremental xDS."),
  UNIFIED_NAMING(
      Kind.SWITCH,
      "",
      "KUMA_DATAPLANE_RUNTIME_UNIFIED_RESOURCE_NAMING_ENABLED",
      "false",
      "Ask for unified names of Envoy resources and stats."),
  STRICT_INBOUND_PORTS(
      Kind.SWITCH,
      "",
      "KUMA_DATAPLANE_RUNTIME_STRICT_INBOUND_PORTS_ENABLED",
      "true",
      "Ask for inbounds that accept traffic on their own port only."),
  REUSE_PORT(
      Kind.SWITCH,
      "",
      "KUMA_DATAPLANE_RUNTIME_REUSE_PORT_ENABLED",
      "true",
      "Ask for listeners with SO_REUSEPORT."),
  METRICS_CERT_PATH(
      "",
      "KUMA_DATAPLANE_RUNTIME_METRICS_CERT_PATH",
      "",
      "Certificate that Envoy shows to Prometheus where a MeshMetric says ProvidedTLS."),
  METRICS_KEY_PATH(
      "", "KUMA_DATAPLANE_RUNTIME_METRICS_KEY_PATH", "", "The key of that certificate."),
  CONFIG_REFRESH_INTERVAL(
      "",
      "KUMA_DATAPLANE_RUNTIME_DYNAMIC_CONFIGURATION_REFRESH_INTERVAL",
      "1s",
      "How often Envoy is asked what the control plane tells this launcher; at least 10ms."),
  OTEL_PIPE(
      Kind.SWITCH,
      "",
      "KUMA_DATAPLANE_RUNTIME_OTEL_PIPE_ENABLED",
      "true",
      "Pass telemetry on to the collectors that MeshOpenTelemetryBackends name."),
  DNS_ENABLED(
      Kind.SWITCH,
      "--dns-enabled",
      "KUMA_DNS_ENABLED",
      "true",
      "Whether names of the mesh are answered where there is a port for it: see DNS."),
  DNS_PROXY_PORT(
      "", "KUMA_DNS_PROXY_PORT", "0", "Port on loopback for DNS; 0: only for a transparent proxy."),
  DNS_PORT(
      "--dns-coredns-port",
      "KUMA_DNS_CORE_DNS_PORT",
      "15053",
      "Port for DNS of a transparent proxy, if its config does not say another."),
  TRANSPARENT_PROXY(
      Kind.SWITCH,
      "--transparent-proxy",
      "KUMA_DATAPLANE_RUNTIME_TRANSPARENT_PROXY_ENABLED",
      "false",
      "Tell the control plane that this host's traffic is led to the proxy."),
  TRANSPARENT_PROXY_CONFIG(
      "--transparent-proxy-config",
      "",
      "",
      "How it is led there: a file with YAML, or the YAML itself; implies --transparent-proxy."),
  PROBE_PROXY_PORT(
      Kind.HIDDEN,
      "",
      "KUMA_APPLICATION_PROBE_PROXY_PORT",
      "0",
      "Accepted and not used: only Kubernetes asks there."),
  DNS_COREDNS_PATH(Kind.HIDDEN, "--dns-coredns-path", "", "", "Accepted and not used."),
  DNS_ENVOY_PORT(
      Kind.HIDDEN, "--dns-envoy-port", "KUMA_DNS_ENVOY_DNS_PORT", "", "Accepted and not used."),
  DNS_COREDNS_TEMPLATE(
      Kind.HIDDEN, "--dns-coredns-config-template-path", "", "", "Accepted and not used."),
  DNS_CONFIG_DIR(Kind.HIDDEN, "--dns-server-config-dir", "", "", "Accepted and not used."),
  DNS_PROMETHEUS_PORT(Kind.HIDDEN, "--dns-prometheus-port", "", "", "Accepted and not used.");

  /** How a setting is written. A switch given without a value means true. */
  public enum Kind {
    TEXT,
    SWITCH,
    REPEATED,
    HIDDEN,
    HIDDEN_SWITCH
  }

  private final Kind kind;
  private final List<String> flags;
  private final String variable;
  private final String defaultValue;
  private final String description;

  Setting(String flags, String variable, String defaultValue, String description) {
    this(Kind.TEXT, flags, variable, defaultValue, description);
  }

  Setting(Kind kind, String flags, String variable, String defaultValue, String description) {
    this.kind = kind;
    this.flags = flags.isEmpty() ? List.of() : List.of(flags.split(" "));
    this.variable = variable;
    this.defaultValue = defaultValue;
    this.description = description;
  }

  public boolean isSwitch() {
    return kind == Kind.SWITCH || kind == Kind.HIDDEN_SWITCH;
  }

  public boolean isRepeated() {
    return kind == Kind.REPEATED;
  }

  public boolean isHidden() {
    return kind == Kind.HIDDEN || kind == Kind.HIDDEN_SWITCH;
  }

  /** All spellings of the flag, the long one last; empty if only the environment can set it. */
  public List<String> flags() {
    return flags;
  }

  /** The environment variable; empty if there is none. */
  public String variable() {
    return variable;
  }

  /** The value used when nothing is given; empty means "not set". */
  public String defaultValue() {
    return defaultValue;
  }

  public String description() {
    return description;
  }

  /** How messages call this setting: its long flag, else its variable. */
  public String title() {
    return flags.isEmpty() ? variable : flags.getLast();
  }
}
