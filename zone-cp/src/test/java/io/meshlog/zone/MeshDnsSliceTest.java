package io.meshlog.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.meshlog.model.naming.AddressRange;
import io.meshlog.model.naming.AddressRanges;
import io.meshlog.model.naming.TagNaming;
import io.meshlog.xds.state.VirtualNaming;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real Envoys: one answers for the names of the mesh, another listens at the virtual addresses. The
 * addresses are of the loopback network, so that they can be bound and called without redirects.
 */
class MeshDnsSliceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder;
  private final String answer = UUID.randomUUID().toString();
  private final List<AutoCloseable> open = new ArrayList<>();
  private int servicePort;
  private HttpServer app;
  private TestZone zone;

  @BeforeEach
  void start() throws Exception {
    app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    app.createContext(
        "/",
        exchange -> {
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          try (var out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    app.start();
    servicePort = RealEnvoy.freePort();
    zone =
        new TestZone(
            new VirtualNaming(
                new TagNaming("mesh", AddressRange.parse("127.64.0.0/10"), true, servicePort),
                new AddressRanges(
                    AddressRange.parse("127.128.0.0/12"),
                    AddressRange.parse("127.144.0.0/12"),
                    AddressRange.parse("127.160.0.0/12"))));
    zone.put("{type: Mesh, name: default}");
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    zone.close();
    app.stop(0);
  }

  @Test
  void aNameLeadsToAnAddressAndTheAddressToTheService() throws Exception {
    int backend = RealEnvoy.freePort();
    envoy("backend-1", inbound("backend", backend, app.getAddress().getPort()), 0);
    int dns = RealEnvoy.freePort();
    envoy("asker-1", transparent("asker"), dns);
    envoy("caller-1", inbound("caller", RealEnvoy.freePort(), 1), 0, "feature-bind-outbounds");

    String address = awaitName(dns, "backend.mesh");
    assertThat(address).startsWith("127.");
    await(() -> get(address, servicePort).equals(answer));
    assertThatThrownBy(() -> resolve(dns, "nobody.mesh")).isInstanceOf(NameNotFoundException.class);

    // By identity, with a name that a HostnameGenerator gives.
    int servedAt = RealEnvoy.freePort();
    zone.put(
        """
        type: HostnameGenerator
        name: ours
        spec:
          selector: {meshService: {}}
          template: "{{ .DisplayName }}.svc.mesh.local"
        """);
    zone.put(
        """
        type: MeshService
        mesh: default
        name: shop
        spec:
          selector: {dataplaneTags: {kuma.io/service: backend}}
          ports: [{port: %d, targetPort: %d, appProtocol: http}]
        """
            .formatted(servedAt, backend));
    String named = awaitName(dns, "shop.svc.mesh.local");
    await(() -> get(named, servedAt).equals(answer));
    assertThat(resolve(dns, "backend.mesh")).as("an address stays").isEqualTo(address);
  }

  @Test
  void theDnsOfKumaDpIsToldWhatIsNewAndNothingWhenNothingIs() throws Exception {
    Path work = envoy("asker-1", transparent("asker"), RealEnvoy.freePort(), EMBEDDED);
    Path socket = work.resolve("kuma-mesh-metric-config.sock");
    await(() -> ask(socket, "").contains("\"name\":\"asker.mesh\""));
    String first = ask(socket, "");
    assertThat(first).startsWith("HTTP/1.1 200").contains("\"kuma_io_zone\":\"zone-1\"");
    String tag = first.replaceAll("(?s).*etag: (\\w+).*", "$1");
    assertThat(ask(socket, "If-None-Match: " + tag + "\r\n")).startsWith("HTTP/1.1 304");

    zone.put(dataplane("late-1", inbound("late", RealEnvoy.freePort(), 1)));

    await(() -> ask(socket, "If-None-Match: " + tag + "\r\n").contains("\"late.mesh\""));
  }

  private static final String EMBEDDED = "feature-embedded-dns";

  /** Its working folder. */
  private Path envoy(String name, String networking, int dnsPort, String... features)
      throws Exception {
    Path own = Files.createDirectory(folder.resolve(name));
    BootstrapCall call = new BootstrapCall(zone);
    call.request.put("name", name);
    call.request.put("dataplaneResource", dataplane(name, networking));
    call.request.put("readinessPort", RealEnvoy.freePort());
    call.request.put("workdir", own.toString());
    call.request.put("dnsPort", dnsPort);
    var list = call.request.putArray("features");
    for (String feature : features) {
      list.add(feature);
    }
    open.add(RealEnvoy.start(call.yaml(), own));
    return own;
  }

  private static String dataplane(String name, String networking) throws IOException {
    return """
    type: Dataplane
    mesh: default
    name: %s
    networking:
      address: 127.0.0.1
      admin: {port: %d}
    %s
    """
        .formatted(name, RealEnvoy.freePort(), networking.indent(2));
  }

  private static String inbound(String service, int port, int servicePort) {
    return """
    inbound:
    - port: %d
      servicePort: %d
      tags: {kuma.io/service: %s, kuma.io/protocol: http}
    """
        .formatted(port, servicePort, service);
  }

  private static String transparent(String service) throws IOException {
    return inbound(service, RealEnvoy.freePort(), 1)
        + "transparentProxying: {redirectPortInbound: %d, redirectPortOutbound: %d, ipFamilyMode: IPv4}\n"
            .formatted(RealEnvoy.freePort(), RealEnvoy.freePort());
  }

  private static String resolve(int port, String name) throws NamingException {
    Hashtable<String, String> where = new Hashtable<>();
    where.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    where.put(Context.PROVIDER_URL, "dns://127.0.0.1:" + port);
    where.put("com.sun.jndi.dns.timeout.initial", "2000");
    where.put("com.sun.jndi.dns.timeout.retries", "1");
    DirContext context = new InitialDirContext(where);
    try {
      Attribute found = context.getAttributes(name, new String[] {"A"}).get("A");
      return found == null ? "" : String.valueOf(found.get());
    } finally {
      context.close();
    }
  }

  private static String awaitName(int port, String name) throws Exception {
    List<String> found = new ArrayList<>();
    await(() -> {
      found.clear();
      found.add(resolve(port, name));
      return !found.getFirst().isEmpty();
    });
    return found.getFirst();
  }

  private static String get(String address, int port) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create("http://" + address + ":" + port + "/"))
                .timeout(Duration.ofSeconds(5))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** What is answered on a socket at {@code /dns}, head and body. */
  private static String ask(Path socket, String headers) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      String request = "GET /dns HTTP/1.1\r\nHost: dp\r\n" + headers + "Connection: close\r\n\r\n";
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Envoy tells nobody when something is in force: ask until it is. */
  private static void await(Callable<Boolean> wanted) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String last = "";
    while (System.nanoTime() < deadline) {
      try {
        if (wanted.call()) {
          return;
        }
      } catch (IOException | NamingException e) {
        last = e.toString();
      }
      Thread.sleep(20);
    }
    throw new AssertionError("not within " + PATIENCE + ", last " + last);
  }
}
