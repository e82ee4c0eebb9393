package io.meshlog.zone.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.api.envoy.AdminAnswer;
import io.meshlog.api.envoy.AdminQuestion;
import io.meshlog.api.envoy.AdminQuestion.Flags;
import io.meshlog.api.envoy.AdminQuestion.Operation;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.ProxyKey;
import io.meshlog.zone.BootstrapCall;
import io.meshlog.zone.RealEnvoy;
import io.meshlog.zone.TestZone;
import io.meshlog.zone.admin.EnvoyAdmin.Limits;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Through to real Envoys: a sidecar with its admin on a socket, a zone ingress and a zone egress
 * with theirs on ports, the latter with its token in a file (rest-and-dataplane-protocol.md 3.4 and
 * 8, 18).
 */
class EnvoyAdminSliceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Flags PLAIN = new Flags(false, false, true);

  @TempDir private static Path folder;
  private static TestZone zone;
  private static RealEnvoy sidecar;
  private static RealEnvoy ingress;
  private static RealEnvoy egress;
  private static int sidecarAdmin;
  private static int ingressAdmin;
  private static EnvoyAdmin admin;

  @BeforeAll
  static void start() throws Exception {
    zone = new TestZone();
    zone.adminOnSockets();
    zone.requireTokens();
    zone.putEnvoyAdminAuthority();
    zone.put("{type: Mesh, name: default}");
    admin = new EnvoyAdmin(zone.serving().admins(), 9901, Limits.DEFAULT);
    sidecarAdmin = RealEnvoy.freePort();
    sidecar =
        envoy(
            "dataplane",
            "web-1",
            """
            {type: Dataplane, mesh: default, name: web-1, networking: {address: 127.0.0.2,
             admin: {port: %d}, inbound: [{port: %d, tags: {kuma.io/service: web}}],
             outbound: [{port: %d, tags: {kuma.io/service: web}}]}}
            """
                .formatted(sidecarAdmin, RealEnvoy.freePort(), RealEnvoy.freePort()));
    ingressAdmin = RealEnvoy.freePort();
    ingress =
        envoy(
            "ingress",
            "in-1",
            "{type: ZoneIngress, name: in-1, networking: {address: 127.0.0.3, port: %d, admin: {port: %d}}}"
                .formatted(RealEnvoy.freePort(), ingressAdmin));
    zone.tokensFromFiles(true);
    egress =
        envoy(
            "egress",
            "out-1",
            "{type: ZoneEgress, name: out-1, networking: {address: 127.0.0.4, port: %d, admin: {port: %d}}}"
                .formatted(RealEnvoy.freePort(), RealEnvoy.freePort()));
  }

  @AfterAll
  static void stop() throws Exception {
    egress.close();
    ingress.close();
    sidecar.close();
    zone.close();
  }

  private static RealEnvoy envoy(String proxyType, String name, String resource) throws Exception {
    Path own = Files.createDirectory(folder.resolve(name));
    BootstrapCall call = new BootstrapCall(zone);
    call.request.put("proxyType", proxyType);
    call.request.put("name", name);
    call.request.put("dataplaneResource", resource);
    call.request.put("readinessPort", RealEnvoy.freePort());
    call.request.put("workdir", proxyType.equals("dataplane") ? own.toString() : "");
    Path token = Files.writeString(own.resolve("token"), "token-" + name);
    call.request.put("dataplaneToken", "token-" + name);
    call.request.put("dataplaneTokenPath", token.toString());
    return RealEnvoy.start(call.yaml(), own);
  }

  private static Resource<?> proxy(ProxyKey key) {
    MeshImage image = zone.store().live().current();
    Optional<? extends Resource<?>> found =
        switch (key.kind()) {
          case DATAPLANE -> image.find(CoreTypes.DATAPLANE, key.mesh(), key.name());
          case INGRESS -> image.find(CoreTypes.ZONE_INGRESS, "", key.name());
          case EGRESS -> image.find(CoreTypes.ZONE_EGRESS, "", key.name());
        };
    return found.orElseThrow();
  }

  private static AdminAnswer ask(EnvoyAdmin through, ProxyKey key, Operation operation, Flags flags)
      throws InterruptedException {
    Resource<?> proxy = proxy(key);
    return through.ask(
        new AdminQuestion(
            proxy.type().name(), proxy.mesh(), proxy.displayName(), "tester", operation, flags),
        proxy);
  }

  /** Asks until the proxy's listener is in force. */
  private static String said(ProxyKey key, Operation operation, Flags flags) throws Exception {
    AdminAnswer last = new AdminAnswer.Busy();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      if (zone.store().live().current().everything().anyMatch(r -> r.name().equals(key.name()))) {
        last = ask(admin, key, operation, flags);
      }
      if (last instanceof AdminAnswer.Said(byte[] body)) {
        return new String(body, StandardCharsets.UTF_8);
      }
      Thread.sleep(50);
    }
    throw new AssertionError(last + "\n" + sidecar.log() + ingress.log() + egress.log());
  }

  @Test
  void theConfigThatEnvoyHasIsShownWithoutKeys() throws Exception {
    String dump = said(ProxyKey.dataplane("default", "web-1"), Operation.XDS, PLAIN);
    assertThat(SpecJson.parse(dump).path("configs").isArray()).isTrue();
    assertThat(dump)
        .contains("kuma:envoy:admin", "default.web-1")
        .doesNotContain("PRIVATE KEY")
        .doesNotContain("EndpointsConfigDump");
    assertThat(
            said(
                ProxyKey.dataplane("default", "web-1"),
                Operation.XDS,
                new Flags(true, false, true)))
        .contains("EndpointsConfigDump");
  }

  @Test
  void statisticsAndClustersComeAsTextOrJsonOfEveryKindOfProxy() throws Exception {
    Flags json = new Flags(false, true, true);
    for (ProxyKey key :
        List.of(
            ProxyKey.dataplane("default", "web-1"),
            ProxyKey.ingress("in-1"),
            ProxyKey.egress("out-1"))) {
      assertThat(said(key, Operation.CLUSTERS, PLAIN)).contains("kuma:envoy:admin::");
      assertThat(SpecJson.parse(said(key, Operation.CLUSTERS, json)).path("cluster_statuses"))
          .isNotEmpty();
      assertThat(said(key, Operation.STATS, PLAIN)).contains("listener_manager.");
      assertThat(SpecJson.parse(said(key, Operation.STATS, json)).path("stats")).isNotEmpty();
    }
    Flags all = new Flags(false, false, false);
    ProxyKey in = ProxyKey.ingress("in-1");
    assertThat(said(in, Operation.STATS, all).length())
        .isGreaterThan(said(in, Operation.STATS, PLAIN).length());
  }

  @Test
  void nobodyElseGetsThroughToTheAdmin() throws Exception {
    ProxyKey in = ProxyKey.ingress("in-1");
    said(in, Operation.CLUSTERS, PLAIN);
    HttpClient plain = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    URI stats = URI.create("http://127.0.0.3:" + ingressAdmin + "/stats");
    assertThat(
            plain.send(HttpRequest.newBuilder(stats).build(), BodyHandlers.ofString()).statusCode())
        .as("in plain text there is readiness only")
        .isEqualTo(404);
    SSLContext forAnother = zone.serving().admins().dial(ProxyKey.ingress("in-2"));
    URI locked = URI.create("https://127.0.0.3:" + ingressAdmin + "/stats");
    try (HttpClient client = HttpClient.newBuilder().sslContext(forAnother).build()) {
      assertThatThrownBy(
              () -> client.send(HttpRequest.newBuilder(locked).build(), BodyHandlers.ofString()))
          .as("one proxy cannot answer for another")
          .hasStackTraceContaining(
              "the proxy at this address is not kuma://envoy-admin/ingress//in-2");
    }
    assertThatThrownBy(() -> withoutCertificate(locked))
        .as("Envoy wants the control plane's certificate")
        .isInstanceOf(IOException.class);
  }

  private static void withoutCertificate(URI uri) throws Exception {
    SSLContext anybody = SSLContext.getInstance("TLS");
    anybody.init(null, new javax.net.ssl.TrustManager[] {new Gullible()}, null);
    try (HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(anybody).build()) {
      client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  @Test
  void whatIsTooLargeOrTooSlowOrTooMuchIsRefused() throws Exception {
    ProxyKey web = ProxyKey.dataplane("default", "web-1");
    said(web, Operation.XDS, PLAIN);
    EnvoyAdmin small =
        new EnvoyAdmin(zone.serving().admins(), 9901, new Limits(Duration.ofSeconds(20), 1000, 8));
    assertThat(ask(small, web, Operation.XDS, PLAIN)).isInstanceOf(AdminAnswer.Failed.class);

    try (ServerSocket silent = new ServerSocket(0)) {
      zone.put(
          "{type: ZoneEgress, name: silent, networking: {address: 127.0.0.5, port: 1, admin: {port: %d}}}"
              .formatted(silent.getLocalPort()));
      ProxyKey slow = ProxyKey.egress("silent");
      EnvoyAdmin alone =
          new EnvoyAdmin(zone.serving().admins(), 9901, new Limits(Duration.ofSeconds(2), 1000, 1));
      Supplier<AdminAnswer> first =
          () -> {
            try {
              return ask(alone, slow, Operation.STATS, PLAIN);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          };
      CompletableFuture<AdminAnswer> running = CompletableFuture.supplyAsync(first);
      silent.accept();
      assertThat(ask(alone, web, Operation.STATS, PLAIN)).isEqualTo(new AdminAnswer.Busy());
      assertThat(running.get())
          .isInstanceOfSatisfying(
              AdminAnswer.Failed.class,
              failed -> assertThat(failed.why()).contains("does not answer within PT2S"));
    }
  }
}
