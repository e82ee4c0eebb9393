package io.meshlog.demo;

import io.meshlog.demo.layout.ControlPlanePorts;
import io.meshlog.demo.layout.Layout;
import io.meshlog.demo.layout.ProxyLayout;
import io.meshlog.demo.layout.Services;
import io.meshlog.demo.layout.ZoneLayout;
import io.meshlog.demo.process.Command;
import io.meshlog.embedded.PostgresDatabase;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The packaged programs and how each is started: the only place that knows command lines. */
final class Distribution {

  private static final Duration CONTROL_PLANE_GRACE = Duration.ofSeconds(15);
  private static final Duration PROXY_GRACE = Duration.ofSeconds(8);
  private static final Duration APP_GRACE = Duration.ofSeconds(3);
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final String LOOPBACK = "127.0.0.1";

  private final DemoOptions options;

  Distribution(DemoOptions options) {
    this.options = options;
  }

  /**
   * @throws DemoFailure naming what is not built
   */
  void verify() {
    for (Path needed :
        List.of(
            options.root().resolve("global-cp/target/dist/lib"),
            options.root().resolve("zone-cp/target/dist/lib"),
            options.root().resolve("kuma-dp/target/dist/lib"),
            options.root().resolve("kuma-dp/bin/kuma-dp"))) {
      if (!Files.exists(needed)) {
        throw new DemoFailure(needed + " is missing: run ./meshlog build");
      }
    }
  }

  /** Global or a zone's control plane. */
  Command controlPlane(
      ControlPlanePorts ports, Path work, Path keyRing, PostgresDatabase database) {
    boolean global = ports.isGlobal();
    List<String> line =
        new ControlPlaneJvm(options.root(), global).line(options.controlPlaneFlags());
    var environment = new HashMap<String, String>();
    environment.put("KUMA_MODE", global ? "global" : "zone");
    environment.put("KUMA_GENERAL_WORK_DIR", work.toString());
    environment.put("MESHLOG_DATA_DIR", work.toString());
    environment.put("MESHLOG_SECRETS_KEY_FILE", keyRing.toString());
    environment.put(
        "MESHLOG_KAFKA_BOOTSTRAP_SERVERS", LOOPBACK + ":" + options.layout().kafkaPort());
    environment.putAll(listeners(ports));
    environment.putAll(ControlPlaneStore.settings(database));
    if (!global) {
      environment.put("KUMA_MULTIZONE_ZONE_NAME", ports.name());
      environment.put("KUMA_DP_SERVER_PORT", Integer.toString(ports.dpServer()));
      environment.put("MESHLOG_DP_SERVER_INTERFACE", LOOPBACK);
      environment.put(
          "KUMA_MONITORING_ASSIGNMENT_SERVER_PORT", Integer.toString(ports.monitoring()));
      environment.put("MESHLOG_MONITORING_ASSIGNMENT_SERVER_INTERFACE", LOOPBACK);
      // For visitors, who look at it with a browser.
      environment.put("KUMA_BOOTSTRAP_SERVER_PARAMS_ENVOY_ADMIN_UNIX_SOCKET", "false");
    }
    return new Command(ports.name(), line, environment, CONTROL_PLANE_GRACE);
  }

  private static Map<String, String> listeners(ControlPlanePorts ports) {
    return Map.of(
        "KUMA_API_SERVER_HTTP_PORT",
        Integer.toString(ports.http()),
        "KUMA_API_SERVER_HTTP_INTERFACE",
        LOOPBACK,
        "KUMA_API_SERVER_HTTPS_PORT",
        Integer.toString(ports.https()),
        "KUMA_API_SERVER_HTTPS_INTERFACE",
        LOOPBACK,
        "KUMA_DIAGNOSTICS_SERVER_PORT",
        Integer.toString(ports.diagnostics()),
        "MESHLOG_DIAGNOSTICS_SERVER_INTERFACE",
        LOOPBACK);
  }

  /** A sidecar, ingress or egress. */
  Command proxy(ProxyLayout proxy, ProxyFiles files) {
    var line =
        new ArrayList<>(
            List.of(
                options.root().resolve("kuma-dp/bin/kuma-dp").toString(),
                "run",
                "--cp-address=" + proxy.zone().dpServer(),
                "--ca-cert-file=" + files.certificate(),
                "--dataplane-file=" + files.resource(),
                "--dataplane-token-file=" + files.token(),
                "--dataplane-var=name=" + proxy.name(),
                "--dataplane-var=address=" + proxy.address(),
                "--dataplane-var=adminPort=" + proxy.adminPort(),
                "--binary-path=" + options.envoy(),
                "--work-dir=" + files.work(),
                "--drain-time=1s",
                "--concurrency=1",
                "--dns-enabled=false"));
    if (!proxy.kind().hasApplication()) {
      line.add("--proxy-type=" + proxy.kind().title());
    }
    var environment = new HashMap<String, String>();
    environment.put("KUMA_READINESS_PORT", Integer.toString(proxy.readinessPort()));
    environment.put("KUMA_CONTROL_PLANE_RETRY_BACKOFF", "1s");
    environment.put("MESHLOG_JAVA_HOME", System.getProperty("java.home"));
    return new Command("proxy-" + proxy.name(), line, environment, PROXY_GRACE);
  }

  /** The application behind a proxy; ingress and egress have none. */
  Command app(ProxyLayout proxy) {
    var arguments = new ArrayList<>(List.of("--address=" + LOOPBACK, "--port=" + proxy.appPort()));
    arguments.add("--zone=" + proxy.zone().name());
    String mainClass =
        switch (proxy.kind()) {
          case DEMO_APP -> {
            arguments.add("--services=" + services(proxy, options.layout()));
            yield "io.meshlog.demo.app.DemoApp";
          }
          case KV -> {
            arguments.add("--instance=" + proxy.name());
            yield "io.meshlog.demo.app.KvApp";
          }
          case INGRESS, EGRESS ->
              throw new IllegalArgumentException(proxy.name() + " has no application");
        };
    var line = new ArrayList<>(List.of(JAVA, "-Xmx24m", "-Xss256k", "-XX:+UseSerialGC"));
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp", ownClasses()));
    line.add(mainClass);
    line.addAll(arguments);
    return new Command("app-" + proxy.name(), line, Map.of(), APP_GRACE);
  }

  private static String services(ProxyLayout proxy, Layout layout) {
    String ofZones =
        layout.zones().stream()
            .map(z -> Services.ofZone(z) + ":" + proxy.zoneKvOutboundPort(z))
            .collect(Collectors.joining(","));
    return Services.KV + ":" + proxy.kvOutboundPort() + "," + ofZones;
  }

  /** The applications need nothing but this module's own jar or folder. */
  private static String ownClasses() {
    try {
      return Path.of(Distribution.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a proxy is given as files. */
  record ProxyFiles(Path certificate, Path resource, Path token, Path work) {

    static ProxyFiles of(ZoneLayout zone, Path zoneWork, Path proxyWork) {
      return new ProxyFiles(
          zoneWork.resolve("kuma-cp.crt"),
          proxyWork.resolve("resource.yaml"),
          proxyWork.resolve("token"),
          proxyWork);
    }
  }
}
