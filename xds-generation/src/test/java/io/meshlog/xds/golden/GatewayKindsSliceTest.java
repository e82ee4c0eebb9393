package io.meshlog.xds.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.xds.ProxyKey;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real traffic through a delegated gateway, through a builtin one with the older routes, and
 * through one that lets another mesh in.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayKindsSliceTest {
  private static final String MESH =
      """
      type: Mesh
      name: default
      mtls: {enabledBackend: ca-1, backends: [{name: ca-1, type: builtin}]}
      ---
      type: Dataplane
      mesh: default
      name: backend-1
      networking:
        address: 127.0.0.1
        inbound:
          - {port: ${backend}, servicePort: ${application}, tags: {kuma.io/service: backend, kuma.io/protocol: http}}
      ---
      type: MeshTrafficPermission
      mesh: default
      name: gateways
      spec:
        targetRef: {kind: MeshService, name: backend}
        from:
          - {targetRef: {kind: MeshService, name: own}, default: {action: Allow}}
          - {targetRef: {kind: MeshService, name: edge}, default: {action: Allow}}
          - {targetRef: {kind: MeshService, name: door}, default: {action: Allow}}
      ---
      type: Dataplane
      mesh: default
      name: own-1
      networking:
        address: 127.0.0.1
        gateway: {type: DELEGATED, tags: {kuma.io/service: own}}
        outbound:
          - {port: ${to-backend}, tags: {kuma.io/service: backend}}
      ---
      type: Dataplane
      mesh: default
      name: edge-1
      networking:
        address: 127.0.0.1
        gateway: {type: BUILTIN, tags: {kuma.io/service: edge}}
      ---
      type: MeshGateway
      mesh: default
      name: edge
      selectors: [{match: {kuma.io/service: edge}}]
      conf:
        listeners:
          - {port: ${http}, protocol: HTTP, tags: {port: http}}
          - {port: ${tcp}, protocol: TCP, tags: {port: tcp}}
      ---
      type: MeshGatewayRoute
      mesh: default
      name: web
      selectors: [{match: {kuma.io/service: edge, port: http}}]
      conf:
        http:
          hostnames: [shop.example.com]
          rules:
            - matches: [{path: {match: PREFIX, value: /api}}]
              filters: [{response_header: {set: [{name: x-route, value: older}]}}]
              backends: [{destination: {kuma.io/service: backend}}]
      ---
      type: MeshGatewayRoute
      mesh: default
      name: bytes
      selectors: [{match: {kuma.io/service: edge, port: tcp}}]
      conf:
        tcp: {rules: [{backends: [{destination: {kuma.io/service: backend}}]}]}
      """;

  private static final String OTHER_MESH =
      """
      type: Mesh
      name: other
      mtls: {enabledBackend: ca-1, backends: [{name: ca-1, type: builtin}]}
      ---
      type: Dataplane
      mesh: other
      name: guest-1
      networking:
        address: 127.0.0.1
        inbound:
          - {port: ${guest}, servicePort: 1, tags: {kuma.io/service: guest}}
        outbound:
          - {port: ${to-door}, tags: {kuma.io/service: door, kuma.io/mesh: default}}
      ---
      type: Dataplane
      mesh: default
      name: door-1
      networking:
        address: 127.0.0.1
        gateway: {type: BUILTIN, tags: {kuma.io/service: door}}
      ---
      type: MeshGateway
      mesh: default
      name: door
      selectors: [{match: {kuma.io/service: door}}]
      conf: {listeners: [{port: ${door}, protocol: HTTP, crossMesh: true}]}
      ---
      type: MeshHTTPRoute
      mesh: default
      name: in
      spec:
        targetRef: {kind: MeshGateway, name: door}
        to:
          - targetRef: {kind: Mesh}
            rules:
              - matches: [{path: {type: PathPrefix, value: /api}}]
                default: {backendRefs: [{kind: MeshService, name: backend}]}
      """;

  private Application application;
  private OneZone zone;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    application = new Application("backend", true);
    zone = new OneZone(folder).port("application", application.port()).put(MESH).put(OTHER_MESH);
    zone.run(ProxyKey.dataplane("default", "backend-1"), "backend");
  }

  @AfterAll
  void stop() throws Exception {
    zone.close();
    application.close();
  }

  /** xds-generation.md 1.9: like a sidecar without inbounds, with an identity of its own. */
  @Test
  void aDelegatedGatewayCallsWhatItsDataplaneNames() throws Exception {
    zone.run(ProxyKey.dataplane("default", "own-1"), "to-backend");
    assertThat(call("to-backend", "/any", "any.example.com")).contains(" 200 ").endsWith("backend");
  }

  @Test
  void theOlderRoutesLeadThroughABuiltinGateway() throws Exception {
    zone.run(ProxyKey.dataplane("default", "edge-1"), "http");
    assertThat(call("http", "/api/x", "shop.example.com"))
        .contains(" 200 ")
        .contains("x-route: older")
        .endsWith("backend");
    assertThat(call("http", "/other", "shop.example.com")).contains(" 404 ");
    assertThat(call("http", "/api/x", "other.example.com")).contains(" 404 ");
    assertThat(call("tcp", "/any", "any.example.com")).contains(" 200 ").endsWith("backend");
  }

  /** Only under the mutual TLS of some mesh, whichever it is. */
  @Test
  void aProxyOfAnotherMeshCallsThroughTheGatewayThatLetsItIn() throws Exception {
    zone.run(ProxyKey.dataplane("default", "door-1"), "door");
    zone.run(ProxyKey.dataplane("other", "guest-1"), "to-door");
    assertThat(call("to-door", "/api/x", "any.example.com")).contains(" 200 ").endsWith("backend");
    assertThat(call("to-door", "/other", "any.example.com")).contains(" 404 ");
    assertThat(call("door", "/api/x", "any.example.com")).isEmpty();
  }

  private String call(String port, String path, String host) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", zone.port(port))) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketException e) {
      return "";
    }
  }
}
