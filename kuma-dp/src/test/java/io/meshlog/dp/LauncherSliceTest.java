package io.meshlog.dp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.meshlog.dp.dns.DnsClient;
import io.meshlog.dp.otel.FakeCollector;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole launcher as a process, with a real Envoy and a control plane of scripted answers. */
class LauncherSliceTest {
  private static final int DNS = 4;
  private static final int METRICS = 3;
  private static final int LISTENER = 0;
  private static final int ADMIN = 1;
  private static final int READINESS = 2;

  @TempDir Path folder;

  private final List<Integer> ports = new ArrayList<>();
  private FakeControlPlane controlPlane;
  private LauncherProcess launcher;

  @BeforeEach
  void startControlPlane() throws Exception {
    controlPlane = FakeControlPlane.start(folder, "ip:127.0.0.1");
    ports.addAll(freePorts(5));
    controlPlane.bootstrap(bootstrap(tcpAdmin()));
  }

  @AfterEach
  void stop() {
    if (launcher != null) {
      launcher.close();
    }
    controlPlane.close();
  }

  @Test
  void servesWithoutTheControlPlaneAndDrainsOnTheFirstSignal() throws Exception {
    start("--drain-time=1s");
    long envoy = launcher.awaitEnvoy();
    await(() -> ready().endsWith("\r\n\r\nREADY"));
    assertThat(controlPlane.requests().take())
        .contains("\"name\":\"dp-1\"", "type: Dataplane", "\"version\":\"1.4", "BEGIN CERTIFICATE");

    controlPlane.close();
    assertThat(get(ports.get(LISTENER), "/")).endsWith("from envoy");
    assertThat(ready()).startsWith("HTTP/1.1 200");

    launcher.terminate();
    launcher.awaitLine("draining");
    await(() -> ready().endsWith("TERMINATING"));
    await(() -> adminSays("/server_info", "DRAINING"));
    assertThat(launcher.awaitExit()).isZero();
    assertThat(LauncherProcess.isRunning(envoy)).isFalse();
    assertThat(folder.resolve("work")).isEmptyDirectory();
  }

  @Test
  void asksEnvoyOverTheAdminSocket() throws Exception {
    Path socket = folder.resolve("work/kuma-envoy-admin.sock");
    controlPlane.bootstrap(bootstrap("pipe: {path: %s, mode: 384}".formatted(socket)));
    start("--drain-time=1ms");
    launcher.awaitEnvoy();

    await(() -> ready().startsWith("HTTP/1.1 200") && ready().endsWith("\r\n\r\nLIVE\n"));
    launcher.terminate();
    assertThat(launcher.awaitExit()).isZero();
    assertThat(launcher.finalOutput()).doesNotContain("cannot make Envoy fail");
  }

  /** MeshMetric: Prometheus asks Envoy, Envoy asks the launcher, which asks whoever has metrics. */
  @Test
  void gathersMetricsOfEnvoyAndOfApplications() throws Exception {
    HttpServer application = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    application.createContext(
        "/own",
        exchange -> {
          byte[] body = "# TYPE visits counter\nvisits 3\n".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    application.start();
    try {
      int silent = freePorts(1).getFirst();
      controlPlane.bootstrap(
          bootstrap(tcpAdmin()) + metricListeners(application.getAddress().getPort(), silent));
      start("--drain-time=1ms");
      launcher.awaitEnvoy();
      await(() -> get(ports.get(LISTENER), "/").endsWith("from envoy"));
      await(() -> get(ports.get(METRICS), "/metrics").contains("envoy_server_live"));
      String metrics = get(ports.get(METRICS), "/metrics");
      assertThat(metrics)
          .startsWith("HTTP/1.1 200")
          .contains("visits{mesh=\"default\"} 3", "envoy_server_live{mesh=\"default\"} 1")
          .containsOnlyOnce("# TYPE envoy_http_downstream_rq_total counter")
          .doesNotContain("envoy_cluster_manager");
      assertThat(launcher.output()).contains("no metrics of 127.0.0.1:" + silent + "/own");
    } finally {
      application.stop(0);
    }
  }

  /** As a control plane makes them of a MeshMetric. */
  private String metricListeners(int application, int silent) {
    Path work = folder.resolve("work");
    String told =
        ("{\"observability\":{\"metrics\":{\"applications\":["
                + "{\"path\":\"/own\",\"port\":%d,\"address\":\"\"},"
                + "{\"path\":\"/own\",\"port\":%d,\"address\":\"\"}],"
                + "\"backends\":[{\"type\":\"Prometheus\",\"name\":null}],"
                + "\"sidecar\":{\"profiles\":{\"exclude\":[{\"type\":\"Prefix\",\"match\":\"envoy_cluster_manager\"}]}},"
                + "\"extraLabels\":{\"mesh\":\"default\"}}}}")
            .formatted(application, silent);
    return toldAt("/meshmetric", told)
        + """
          - name: prometheus
            address: {socketAddress: {address: 127.0.0.1, portValue: %d}}
            filterChains:
            - filters:
              - name: envoy.filters.network.http_connection_manager
                typedConfig:
                  "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                  statPrefix: prometheus
                  httpFilters:
                  - name: envoy.filters.http.router
                    typedConfig:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
                  routeConfig:
                    virtualHosts:
                    - name: all
                      domains: ["*"]
                      routes:
                      - match: {prefix: /metrics}
                        route: {cluster: hijacker, prefixRewrite: /meshmetric}
          clusters:
          - name: hijacker
            type: STATIC
            loadAssignment:
              clusterName: hijacker
              endpoints:
              - lbEndpoints:
                - endpoint: {address: {pipe: {path: %s/kuma-mh-dp-1-default.sock}}}
        """
            .formatted(ports.get(METRICS), work);
  }

  /** What a control plane tells the launcher, as it has Envoy say it. */
  private String toldAt(String path, String body) {
    return """
      - name: told
        address: {pipe: {path: %s/kuma-mesh-metric-config.sock}}
        filterChains:
        - filters:
          - name: envoy.filters.network.http_connection_manager
            typedConfig:
              "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
              statPrefix: told
              httpFilters:
              - name: envoy.filters.http.router
                typedConfig:
                  "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
              routeConfig:
                virtualHosts:
                - name: all
                  domains: ["*"]
                  routes:
                  - match: {path: %s, headers: [{name: If-None-Match, stringMatch: {exact: tag}}]}
                    directResponse: {status: 304}
                  - match: {path: %s}
                    directResponse: {status: 200, body: {inlineString: '%s'}}
                    responseHeadersToAdd: [{header: {key: Etag, value: tag}}]
    """
        .formatted(folder.resolve("work"), path, path, body);
  }

  /** Names of the mesh by way of a real Envoy, over UDP and TCP. */
  @Test
  void answersForNamesOfTheMesh() throws Exception {
    controlPlane.bootstrap(
        bootstrap(tcpAdmin())
            + toldAt(
                "/dns",
                "{\"records\":[{\"name\":\"backend.mesh\",\"ips\":[\"240.0.0.1\",\"fd00::1\"]}],"
                    + "\"ttl\":30,\"extraLabels\":{\"mesh\":\"default\"}}"));
    start(Map.of("KUMA_DNS_PROXY_PORT", Integer.toString(ports.get(DNS))), "--drain-time=1ms");
    launcher.awaitEnvoy();
    assertThat(controlPlane.requests().take())
        .contains("\"feature-embedded-dns\"", "\"dnsPort\":" + ports.get(DNS));
    await(() -> ready().startsWith("HTTP/1.1 200"));
    var expected = new DnsClient.Reply(0, false, true, List.of("240.0.0.1 30"));
    assertThat(DnsClient.udp(ports.get(DNS), "Backend.Mesh.", DnsClient.A)).isEqualTo(expected);
    assertThat(DnsClient.tcp(ports.get(DNS), "backend.mesh", DnsClient.A)).isEqualTo(expected);
    assertThat(DnsClient.udp(ports.get(DNS), "backend.mesh", DnsClient.AAAA).answers()).hasSize(1);
    launcher.terminate();
    assertThat(launcher.awaitExit()).isZero();
  }

  @Test
  void namesTheSettingOfABusyDnsPort() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      start(Map.of("KUMA_DNS_PROXY_PORT", Integer.toString(busy.getLocalPort())));
      assertThat(launcher.awaitExit()).isEqualTo(1);
      assertThat(launcher.finalOutput()).contains("--dns-enabled: cannot listen on port");
    }
  }

  /** MeshAccessLog over TCP: Envoy writes to the pipe, the launcher passes it on. */
  @Test
  void passesAccessLogsOn() throws Exception {
    try (ServerSocket receiver = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      receiver.setSoTimeout(60_000);
      String logger =
          ("accessLog: [{name: envoy.access_loggers.file, typedConfig: {'@type':"
                  + " type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog,"
                  + " path: '%s/kuma-al-dp-1-default.sock', logFormat: {jsonFormat:"
                  + " {address: '127.0.0.1:%d', message: {path: '%%REQ(:PATH)%%'}}}}}]")
              .formatted(folder.resolve("work"), receiver.getLocalPort());
      controlPlane.bootstrap(
          bootstrap(tcpAdmin()).replaceFirst("( *)statPrefix: in\n", "$0$1" + logger + "\n"));
      start("--drain-time=1ms");
      launcher.awaitEnvoy();
      assertThat(controlPlane.requests().take())
          .contains("\"feature-tcp-accesslog-via-named-pipe\"");
      await(() -> get(ports.get(LISTENER), "/some/path").endsWith("from envoy"));
      try (Socket accepted = receiver.accept()) {
        accepted.setSoTimeout(60_000);
        assertThat(new BufferedReader(new InputStreamReader(accepted.getInputStream())).readLine())
            .isEqualTo("{\"path\":\"/some/path\"}");
      }
      launcher.terminate();
      assertThat(launcher.awaitExit()).isZero();
      assertThat(folder.resolve("work")).isEmptyDirectory();
    }
  }

  /**
   * MeshMetric with an endpoint: handed in at a socket of Envoy's, which leads to the collector.
   */
  @Test
  void pushesMetricsToACollectorByWayOfEnvoy() throws Exception {
    try (FakeCollector collector = new FakeCollector()) {
      Path socket = folder.resolve("work/kuma-otel-c-1.sock");
      String told =
          ("{\"observability\":{\"metrics\":{\"applications\":null,\"backends\":[{\"type\":\"OpenTelemetry\","
                  + "\"name\":\"c-1\",\"openTelemetry\":{\"endpoint\":\"%s\",\"refreshInterval\":\"300ms\"}}],"
                  + "\"extraLabels\":{\"mesh\":\"default\"}}}}")
              .formatted(socket);
      controlPlane.bootstrap(
          bootstrap(tcpAdmin())
              + toldAt("/meshmetric", told)
              + """
                  - name: entrance
                    address: {pipe: {path: %s}}
                    filterChains:
                    - filters:
                      - name: envoy.filters.network.http_connection_manager
                        typedConfig:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                          statPrefix: entrance
                          httpFilters:
                          - name: envoy.filters.http.grpc_stats
                            typedConfig: {"@type": type.googleapis.com/envoy.extensions.filters.http.grpc_stats.v3.FilterConfig}
                          - name: envoy.filters.http.router
                            typedConfig:
                              "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
                          routeConfig:
                            virtualHosts:
                            - name: all
                              domains: ["*"]
                              routes:
                              - match: {prefix: /}
                                route: {cluster: collector}
              """
                  .formatted(socket)
                  .indent(-2)
              + clusters(collector.port(), "/unused"));
      start("--drain-time=1ms");
      launcher.awaitEnvoy();
      var metrics = collector.metrics();
      while (names(metrics).noneMatch("envoy_server_live"::equals)) {
        metrics = collector.metrics();
      }
      assertThat(metrics.getResourceMetrics(0).getResource().getAttributes(0).getKey())
          .isEqualTo("mesh");
      collector.refuse(true);
      launcher.awaitLine("metrics were not taken by");
      launcher.terminate();
      assertThat(launcher.awaitExit()).isZero();
    }
  }

  private static Stream<String> names(ExportMetricsServiceRequest metrics) {
    return metrics.getResourceMetrics(0).getScopeMetrics(0).getMetricsList().stream()
        .map(Metric::getName);
  }

  /** MeshOpenTelemetryBackend: Envoy hands in to the launcher, which passes it on. */
  @Test
  void passesTelemetryOn() throws Exception {
    try (FakeCollector collector = new FakeCollector()) {
      Path socket = folder.resolve("work/kuma-otel-main.sock");
      String told =
          ("{\"backends\":[{\"name\":\"main\",\"socketPath\":\"%s\",\"endpoint\":\"127.0.0.1:%d\",\"useHTTP\":false,"
                  + "\"logs\":{\"enabled\":true},\"metrics\":{\"enabled\":true,\"refreshInterval\":\"300ms\"}}]}")
              .formatted(socket, collector.port());
      String logger =
          "accessLog: [{name: envoy.access_loggers.open_telemetry, typedConfig: {'@type':"
              + " type.googleapis.com/envoy.extensions.access_loggers.open_telemetry.v3.OpenTelemetryAccessLogConfig,"
              + " commonConfig: {logName: l, transportApiVersion: V3, grpcService: {envoyGrpc: {clusterName: relay}}},"
              + " body: {stringValue: '%REQ(:PATH)%'}}}]";
      controlPlane.bootstrap(
          bootstrap(tcpAdmin()).replaceFirst("( *)statPrefix: in\n", "$0$1" + logger + "\n")
              + toldAt("/otel", told)
              + clusters(collector.port(), socket.toString()));
      start("--drain-time=1ms");
      launcher.awaitEnvoy();
      assertThat(controlPlane.requests().take())
          .contains("\"feature-otel-via-kuma-dp\"", "\"otelEnv\":{\"pipeEnabled\":true}");
      launcher.awaitLine("telemetry for main is passed on");
      await(() -> get(ports.get(LISTENER), "/some/path").endsWith("from envoy"));
      assertThat(collector.logs().getResourceLogs(0).getScopeLogs(0).getLogRecords(0).getBody())
          .extracting(AnyValue::getStringValue)
          .isEqualTo("/some/path");
      assertThat(collector.metrics()).isNotNull();
      launcher.terminate();
      assertThat(launcher.awaitExit()).isZero();
    }
  }

  private static String clusters(int collector, String socket) {
    return """
      clusters:
      - name: collector
        type: STATIC
        typedExtensionProtocolOptions: &h2
          envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
            "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
            explicitHttpConfig: {http2ProtocolOptions: {}}
        loadAssignment:
          clusterName: collector
          endpoints:
          - lbEndpoints:
            - endpoint: {address: {socketAddress: {address: 127.0.0.1, portValue: %d}}}
      - name: relay
        type: STATIC
        typedExtensionProtocolOptions: *h2
        loadAssignment:
          clusterName: relay
          endpoints:
          - lbEndpoints:
            - endpoint: {address: {pipe: {path: %s}}}
    """
        .formatted(collector, socket);
  }

  @Test
  void aSecondSignalEndsAtOnce() throws Exception {
    start("--drain-time=1h");
    long envoy = launcher.awaitEnvoy();

    launcher.terminate();
    launcher.awaitLine("draining");
    launcher.terminate();

    assertThat(launcher.awaitExit()).isEqualTo(1);
    await(() -> !LauncherProcess.isRunning(envoy));
  }

  @Test
  void envoyDiesWithAKilledLauncher() throws Exception {
    start();
    long envoy = launcher.awaitEnvoy();
    assertThat(LauncherProcess.isRunning(envoy)).isTrue();
    await(() -> ready().endsWith("READY") && ready().startsWith("HTTP/1.1 200"));
    assertThat(LauncherProcess.processGroup(envoy))
        .as("Ctrl-C must not reach Envoy")
        .isEqualTo(envoy);

    launcher.kill();

    assertThat(launcher.awaitExit()).isEqualTo(137);
    await(() -> !LauncherProcess.isRunning(envoy));
  }

  @Test
  void endsWithTheCodeOfAnEnvoyThatDies() throws Exception {
    start();
    long envoy = launcher.awaitEnvoy();

    ProcessHandle.of(envoy).orElseThrow().destroyForcibly();

    assertThat(launcher.awaitExit()).isEqualTo(137);
    assertThat(launcher.finalOutput()).contains("Envoy ended with exit code 137");
  }

  @Test
  void endsWithOneWhenEnvoyRefusesTheBootstrap() throws Exception {
    controlPlane.bootstrap("{no_such_field: 1}");
    start();

    assertThat(launcher.awaitExit()).isEqualTo(1);
    assertThat(launcher.finalOutput()).contains("no_such_field");
  }

  @Test
  void triesAgainUntilTheControlPlaneHasABootstrap() throws Exception {
    controlPlane.answerFirst(503, "not yet");
    controlPlane.answerFirst(404, "");
    controlPlane.answerFirst(404, "404: Page Not Found\n");
    controlPlane.answerFirst(200, "{}");
    start();

    launcher.awaitLine("status 503: not yet");
    launcher.awaitLine("does not know this proxy yet");
    launcher.awaitLine("404: Page Not Found");
    launcher.awaitLine("the answer has no bootstrap");
    launcher.awaitEnvoy();
    assertThat(controlPlane.requests()).hasSize(5);
  }

  @Test
  void isNotReadyAndEndsCleanlyWhileItStillWaits() throws Exception {
    for (int i = 0; i < 1000; i++) {
      controlPlane.answerFirst(503, "not yet");
    }
    start();
    launcher.awaitLine("status 503");

    assertThat(ready()).startsWith("HTTP/1.1 503").endsWith("NOT_READY");
    launcher.terminate();
    assertThat(launcher.awaitExit()).isZero();
  }

  @Test
  void showsTheRefusalOfTheControlPlane() throws Exception {
    controlPlane.answerFirst(422, "networking.address: must not be empty");
    start();

    assertThat(launcher.awaitExit()).isEqualTo(1);
    assertThat(launcher.finalOutput())
        .contains(controlPlane.address(), "networking.address: must not be empty");
    assertThat(controlPlane.requests()).hasSize(1);
  }

  @Test
  void trustsNoOtherCa() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    try (FakeControlPlane other = FakeControlPlane.start(elsewhere, "ip:127.0.0.1")) {
      launcher =
          LauncherProcess.start(
              Map.of("KUMA_CONTROL_PLANE_RETRY_MAX_DURATION", "0", "KUMA_READINESS_PORT", port()),
              arguments(controlPlane.address(), other.caFile()));

      assertThat(launcher.awaitExit()).isEqualTo(1);
      assertThat(launcher.finalOutput()).contains("TLS failed", "--ca-cert-file");
      assertThat(controlPlane.requests()).isEmpty();
    }
  }

  @Test
  void checksTheHostNameOfTheControlPlane() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    try (FakeControlPlane other = FakeControlPlane.start(elsewhere, "dns:cp.example")) {
      launcher =
          LauncherProcess.start(
              Map.of("KUMA_CONTROL_PLANE_RETRY_MAX_DURATION", "0", "KUMA_READINESS_PORT", port()),
              arguments(other.address(), other.caFile()));

      assertThat(launcher.awaitExit()).isEqualTo(1);
      assertThat(launcher.finalOutput()).contains("TLS failed", "--cp-address");
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void skipVerifyAcceptsAnyCertificateAndWarns() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    try (FakeControlPlane other = FakeControlPlane.start(elsewhere, "dns:cp.example")) {
      other.bootstrap(bootstrap(tcpAdmin()));
      List<String> arguments = arguments(other.address(), controlPlane.caFile());
      arguments.add("--skip-verify");
      launcher = LauncherProcess.start(Map.of("KUMA_READINESS_PORT", port()), arguments);

      launcher.awaitLine("--skip-verify");
      launcher.awaitEnvoy();
    }
  }

  @Test
  void namesTheSettingOfABusyReadinessPort() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      ports.set(READINESS, busy.getLocalPort());
      start();

      assertThat(launcher.awaitExit()).isEqualTo(1);
      assertThat(launcher.finalOutput()).contains("KUMA_READINESS_PORT", port());
    }
  }

  @Test
  void namesTheFlagOfAMissingEnvoy() throws Exception {
    start("--binary-path=/nowhere/envoy");

    assertThat(launcher.awaitExit()).isEqualTo(1);
    assertThat(launcher.finalOutput()).contains("--binary-path", "/nowhere/envoy");
  }

  private void start(String... more) throws IOException {
    start(Map.of(), more);
  }

  private void start(Map<String, String> environment, String... more) throws IOException {
    List<String> arguments = arguments(controlPlane.address(), controlPlane.caFile());
    arguments.addAll(List.of(more));
    Map<String, String> all = new HashMap<>(environment);
    all.put("KUMA_CONTROL_PLANE_RETRY_BACKOFF", "10ms");
    all.put("KUMA_READINESS_PORT", port());
    all.put("KUMA_DATAPLANE_RUNTIME_DYNAMIC_CONFIGURATION_REFRESH_INTERVAL", "20ms");
    launcher = LauncherProcess.start(all, arguments);
  }

  private List<String> arguments(String address, Path caFile) {
    return new ArrayList<>(
        List.of(
            "--cp-address=" + address,
            "--ca-cert-file=" + caFile,
            "--binary-path=" + LauncherProcess.envoyBinary(),
            "--work-dir=" + folder.resolve("work"),
            "--concurrency=1",
            "--envoy-log-level=warning",
            "--dataplane=type: Dataplane\nname: dp-{{ n }}\n",
            "--dataplane-var=n=1"));
  }

  private String port() {
    return Integer.toString(ports.get(READINESS));
  }

  private String tcpAdmin() {
    return "socketAddress: {address: 127.0.0.1, portValue: %d}".formatted(ports.get(ADMIN));
  }

  private String bootstrap(String adminAddress) {
    return """
    node: {id: default.dp-1, cluster: test}
    admin: {address: {%s}}
    staticResources:
      listeners:
      - name: in
        address: {socketAddress: {address: 127.0.0.1, portValue: %d}}
        filterChains:
        - filters:
          - name: envoy.filters.network.http_connection_manager
            typedConfig:
              "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
              statPrefix: in
              httpFilters:
              - name: envoy.filters.http.router
                typedConfig:
                  "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
              routeConfig:
                virtualHosts:
                - name: all
                  domains: ["*"]
                  routes:
                  - match: {prefix: /}
                    directResponse: {status: 200, body: {inlineString: from envoy}}
    """
        .formatted(adminAddress, ports.get(LISTENER));
  }

  private String ready() {
    return get(ports.get(READINESS), "/ready");
  }

  private boolean adminSays(String path, String text) {
    return get(ports.get(ADMIN), path).contains(text);
  }

  /** The whole HTTP response; empty if nobody answers. */
  private static String get(int port, String path) {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout(10_000);
      String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it did not happen within 60 s; output:\n" + launcher.output());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> free = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1")));
        free.add(sockets.getLast().getLocalPort());
      }
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
    return free;
  }
}
