package io.meshlog.bench.start;

import io.grpc.netty.GrpcSslContexts;
import io.meshlog.bench.ads.LightProxy;
import io.meshlog.bench.ads.SimulatedNode;
import io.meshlog.demo.Await;
import io.meshlog.demo.Http;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;

/** What control planes do all day, a few hundred times. */
final class Exercise {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int PROXIES = 12;
  private static final int ENDPOINTS = 200;
  private static final int POLICIES = 30;
  private static final Set<String> SECRETS =
      Set.of("identity_cert:secret:default", "mesh_ca:secret:default");

  private final Http http;
  private final Trainee global;
  private final Trainee zone;

  Exercise(Http http, Trainee global, Trainee zone) {
    this.http = http;
    this.global = global;
    this.zone = zone;
  }

  void run() {
    put(
        global,
        "/meshes/default",
        """
        {"type":"Mesh","name":"default",
         "mtls":{"enabledBackend":"ca-1","backends":[{"name":"ca-1","type":"builtin"}]}}\
        """);
    put(
        global,
        "/meshes/default/meshtrafficpermissions/allow-all",
        """
        {"type":"MeshTrafficPermission","mesh":"default","name":"allow-all","spec":{
         "targetRef":{"kind":"Mesh"},
         "from":[{"targetRef":{"kind":"Mesh"},"default":{"action":"Allow"}}]}}\
        """);
    awaitInZone("meshtrafficpermissions", 1);
    AtomicInteger responses = new AtomicInteger();
    List<LightProxy> proxies = new ArrayList<>();
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      String token =
          http.post(
                  zone.api().resolve("/tokens/dataplane"),
                  "{\"mesh\":\"default\",\"validFor\":\"1h\"}")
              .body();
      Semaphore handshakes = new Semaphore(PROXIES);
      LightProxy.Connection wholes = connection(loops, false);
      LightProxy.Connection deltas = connection(loops, true);
      for (int i = 0; i < PROXIES; i++) {
        LightProxy.Connection to = i % 2 == 0 ? wholes : deltas;
        proxies.add(
            LightProxy.connect(
                i, to, node(i, token), (_, _, _) -> responses.incrementAndGet(), handshakes));
      }
      Await.within(PATIENCE, () -> responses.get() >= 3 * PROXIES);
      change();
    } finally {
      proxies.forEach(LightProxy::close);
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
  }

  private void change() {
    for (int i = 0; i < ENDPOINTS; i++) {
      put(zone, "/meshes/default/dataplanes/more-" + i % 20, dataplane("more-" + i % 20, i));
      if (i % 10 == 0) {
        http.get(zone.api().resolve("/meshes/default/dataplanes/_overview"));
        http.get(zone.api().resolve("/meshes/default/dataplanes/more-0/_rules"));
        http.get(global.api().resolve("/meshes/default/dataplanes"));
        http.get(global.api().resolve("/history?size=10"));
      }
    }
    for (int i = 0; i < POLICIES; i++) {
      put(
          global,
          "/meshes/default/meshtimeouts/t-" + i,
          """
          {"type":"MeshTimeout","mesh":"default","name":"t-%d","spec":{
           "targetRef":{"kind":"Mesh"},"to":[{"targetRef":{"kind":"Mesh"},
           "default":{"connectionTimeout":"%ds","http":{"requestTimeout":"%ds"}}}]}}\
          """
              .formatted(i, 1 + i, 2 + i));
    }
    awaitInZone("meshtimeouts", POLICIES);
    http.delete(zone.api().resolve("/meshes/default/dataplanes/more-1"));
    http.get(zone.api().resolve("/zones/zone-1/_sync"));
    http.get(global.api().resolve("/zones/zone-1/_sync"));
  }

  private LightProxy.Connection connection(EventLoopGroup loops, boolean delta) {
    try {
      return new LightProxy.Connection(
          "127.0.0.1",
          zone.dpServer(),
          GrpcSslContexts.forClient().trustManager(zone.certificate().toFile()).build(),
          loops,
          delta,
          SECRETS);
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SimulatedNode node(int i, String token) {
    return new SimulatedNode("default", "trained-" + i, dataplane("trained-" + i, i), token);
  }

  private static String dataplane(String name, int i) {
    return """
    {"type":"Dataplane","mesh":"default","name":"%s","networking":{"address":"10.1.%d.%d",
     "inbound":[{"port":8080,"servicePort":80,"tags":{"kuma.io/service":"s-%d","kuma.io/protocol":"http"}}],
     "outbound":[{"port":40001,"tags":{"kuma.io/service":"s-0"}},{"port":40002,"tags":{"kuma.io/service":"s-1"}}]}}\
    """
        .formatted(name, i / 250, 1 + i % 250, i % 4);
  }

  private void awaitInZone(String policies, int count) {
    URI list = zone.api().resolve("/meshes/default/" + policies);
    if (!Await.within(PATIENCE, () -> http.get(list).json().path("total").asInt(0) >= count)) {
      throw new IllegalStateException("the zone does not hear of " + policies);
    }
  }

  private void put(Trainee controlPlane, String path, String json) {
    URI uri = controlPlane.api().resolve(path);
    Http.Answer answer = http.put(uri, json);
    if (!answer.isOk()) {
      throw new IllegalStateException("PUT " + uri + " was answered with " + answer);
    }
  }
}
