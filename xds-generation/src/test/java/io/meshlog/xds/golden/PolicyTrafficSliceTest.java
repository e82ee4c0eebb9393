package io.meshlog.xds.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.xds.ProxyKey;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What policies do to requests: {@code web} calls a service per policy through two real Envoys
 * under mutual TLS; who and by which policies is said in the files of {@code traffic}. Policies
 * that need another zone or a limit of their own are shown in {@link TrafficSliceTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyTrafficSliceTest {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** The log is written where the test looks. */
  private static final String ACCESS_LOG =
      """
      type: MeshAccessLog
      mesh: default
      name: logged
      spec:
        to:
          - targetRef: {kind: MeshService, name: logged}
            default:
              backends:
                - type: File
                  file: {path: "%s", format: {type: Plain, plain: "%%KUMA_SOURCE_SERVICE%% to %%KUMA_DESTINATION_SERVICE%% %%REQ(:PATH)%% %%RESPONSE_CODE%%"}}
                - type: OpenTelemetry
                  openTelemetry:
                    endpoint: "127.0.0.1:${otlp}"
                    body: {kvlistValue: {values: [{key: path, value: {stringValue: "%%REQ(:PATH)%%"}}]}}
                    attributes: [{key: destination, value: "to %%KUMA_DESTINATION_SERVICE%%"}]
      """;

  private Application one;
  private Application two;
  private OtlpCollector collector;
  private OneZone zone;
  private Path log;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    one = new Application("one", true);
    two = new Application("two", false);
    collector = new OtlpCollector();
    log = folder.resolve("access.log");
    zone =
        new OneZone(folder)
            .port("one", one.port())
            .port("two", two.port())
            .port("otlp", collector.port())
            .read("proxies.yaml")
            .read("policies.yaml")
            .put(ACCESS_LOG.formatted(log))
            .read("transparent.yaml");
    zone.run(ProxyKey.dataplane("default", "backend-1"), "retried");
    zone.run(ProxyKey.dataplane("default", "web-1"), "to-retried");
  }

  @AfterAll
  void stop() throws Exception {
    zone.close();
    collector.close();
    one.close();
    two.close();
  }

  /** MeshRetry. */
  @Test
  void aRequestThatFailsIsSentAgain() throws Exception {
    HttpResponse<String> answer = call("to-retried", "/good-at-last");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(one.asked("/good-at-last")).isEqualTo(3);
  }

  /** MeshCircuitBreaker. */
  @Test
  void aServiceThatFailsIsNotAskedAnyMore() throws Exception {
    HttpResponse<String> answer = call("to-broken", "/broken");
    assertThat(answer.statusCode()).isEqualTo(500);
    // Envoy's workers learn of it a moment after the answer that it follows from.
    for (int i = 0; i < 1000 && answer.statusCode() == 500; i++) {
      answer = call("to-broken", "/broken");
    }
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("no healthy upstream");
    int asked = one.asked("/broken");
    assertThat(call("to-broken", "/broken").statusCode()).isEqualTo(503);
    assertThat(one.asked("/broken")).isEqualTo(asked);
  }

  /** MeshHealthCheck. */
  @Test
  void anInstanceThatSaysItIsIllIsLeftOut() throws Exception {
    for (int i = 0; i < 8; i++) {
      assertThat(call("to-checked", "/any").body()).isEqualTo("one");
    }
    assertThat(two.asked("/health")).isPositive();
  }

  /** MeshLoadBalancingStrategy; across zones see the system tests. */
  @Test
  void requestsOfOneUserStayWithOneInstance() throws Exception {
    Set<String> instances = new HashSet<>();
    for (int user = 0; user < 20; user++) {
      String first = call("to-hashed", "/any", "user-" + user).body();
      for (int i = 0; i < 4; i++) {
        assertThat(call("to-hashed", "/any", "user-" + user).body()).isEqualTo(first);
      }
      instances.add(first);
    }
    assertThat(instances).containsExactlyInAnyOrder("one", "two");
  }

  /** MeshTCPRoute. */
  @Test
  void connectionsAreLedToAnotherService() throws Exception {
    assertThat(call("to-bytes", "/any").body()).isEqualTo("two");
  }

  /** MeshTLS: one inbound of a strict mesh takes plain text, the others do not. */
  @Test
  void whoIsNotInTheMeshGetsInWhereItIsOpen() throws Exception {
    assertThat(call("open", "/any").body()).isEqualTo("one");
    assertThat(call("to-open", "/any").body()).isEqualTo("one");
    assertThatThrownBy(() -> call("logged", "/any")).isInstanceOf(IOException.class);
  }

  /** MeshAccessLog: File and OpenTelemetry; for Tcp see the tests of kuma-dp. */
  @Test
  void aRequestIsLogged() throws Exception {
    assertThat(call("to-logged", "/to-be-logged").statusCode()).isEqualTo(200);
    collector.await("LogsService/Export", "MeshAccessLog", "/to-be-logged", "to logged");
    String line = "web to logged /to-be-logged 200\n";
    for (int i = 0; i < 6000 && !Files.readString(log).contains(line); i++) {
      Thread.sleep(10);
    }
    assertThat(Files.readString(log)).contains(line);
  }

  /** MeshTrace: Envoy exports spans by five. */
  @Test
  void spansAreExported() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(call("to-logged", "/to-be-traced").statusCode()).isEqualTo(200);
    }
    collector.await("TraceService/Export", "/to-be-traced", "kuma.mesh", "default");
  }

  /** MeshProxyPatch. */
  @Test
  void whatAPatchAddsIsThere() throws Exception {
    assertThat(call("to-patched", "/any").headers().firstValue("x-patched"))
        .contains("by a policy");
    assertThat(call("to-checked", "/any").headers().firstValue("x-patched")).isEmpty();
  }

  /** MeshPassthrough. */
  @Test
  void onlyWhatIsListedLeavesTheMesh() throws Exception {
    zone.run(ProxyKey.dataplane("default", "transparent-1"), "redirected");
    assertThat(boundFor(one.port(), "any")).contains(" 200 ").endsWith("one");
    assertThat(boundFor(two.port(), "known.example.com")).contains(" 200 ").endsWith("two");
    assertThat(boundFor(two.port(), "other.example.com")).contains(" 503 ");
    assertThat(boundFor(collector.port(), "known.example.com")).isEmpty();
  }

  /** What comes back; nothing when the connection is not led anywhere. */
  private String boundFor(int port, String host) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", zone.port("redirected"))) {
      OutputStream out = socket.getOutputStream();
      List<String> lines =
          List.of(
              "PROXY TCP4 127.0.0.1 127.0.0.1 " + socket.getLocalPort() + ' ' + port,
              "GET /any HTTP/1.1",
              "Host: " + host,
              "Connection: close",
              "",
              "");
      out.write(String.join("\r\n", lines).getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketException e) {
      return "";
    }
  }

  private HttpResponse<String> call(String port, String path) throws Exception {
    return call(port, path, "anybody");
  }

  private HttpResponse<String> call(String port, String path, String user) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + zone.port(port) + path))
            .header("x-user", user)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
