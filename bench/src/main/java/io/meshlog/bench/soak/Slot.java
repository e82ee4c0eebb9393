package io.meshlog.bench.soak;

import io.meshlog.demo.layout.ControlPlanePorts;
import io.meshlog.demo.layout.Layout;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A place for one resource: where it is written, and its path there.
 *
 * @param owner the control plane's name
 * @param kind decides the path and what a resource there looks like
 */
record Slot(String owner, Kind kind, int index) {
  private static final int OF_EACH_POLICY = 6;
  private static final int DATAPLANES = 10;

  enum Kind {
    TIMEOUT("MeshTimeout", "meshtimeouts"),
    PERMISSION("MeshTrafficPermission", "meshtrafficpermissions"),
    ROUTE("MeshHTTPRoute", "meshhttproutes"),
    DATAPLANE("Dataplane", "dataplanes");

    private final String type;
    private final String path;

    Kind(String type, String path) {
      this.type = type;
      this.path = path;
    }

    String type() {
      return type;
    }

    String path() {
      return "/meshes/default/" + path;
    }

    static Stream<Kind> policies() {
      return Stream.of(TIMEOUT, PERMISSION, ROUTE);
    }
  }

  /** All that one control plane owns. */
  static List<Slot> of(String owner) {
    if (owner.equals("global")) {
      return Kind.policies()
          .flatMap(
              kind -> IntStream.range(0, OF_EACH_POLICY).mapToObj(i -> new Slot(owner, kind, i)))
          .toList();
    }
    return IntStream.range(0, DATAPLANES)
        .mapToObj(i -> new Slot(owner, Kind.DATAPLANE, i))
        .toList();
  }

  String name() {
    return kind == Kind.DATAPLANE ? "soak-" + owner + "-" + index : "soak-" + index;
  }

  String path() {
    return kind.path() + "/" + name();
  }

  URI in(Layout layout) {
    return ports(layout, owner).api().resolve(path());
  }

  static ControlPlanePorts ports(Layout layout, String controlPlane) {
    return controlPlane.equals("global")
        ? layout.global()
        : layout.zone(controlPlane).controlPlane();
  }

  /**
   * The resource that says the value, as a label. None of them changes where the demo's own calls
   * go: timeouts are longer than any call, permissions allow, routes have a prefix nobody calls.
   */
  String json(long value) {
    String head =
        """
        {"type":"%s","mesh":"default","name":"%s","labels":{"soak":"v%d"},\
        """
            .formatted(kind.type(), name(), value);
    return head + body(value) + "}";
  }

  private String body(long value) {
    return switch (kind) {
      case TIMEOUT ->
          """
          "spec":{"targetRef":{"kind":"Mesh"},"to":[{"targetRef":{"kind":"Mesh"},
           "default":{"http":{"requestTimeout":"%dms"}}}]}\
          """
              .formatted(60_000 + value % 100_000);
      case PERMISSION ->
          """
          "spec":{"targetRef":{"kind":"Mesh"},"from":[{"targetRef":{"kind":"MeshSubset",
           "tags":{"soak":"v%d"}},"default":{"action":"Allow"}}]}\
          """
              .formatted(value);
      case ROUTE ->
          """
          "spec":{"targetRef":{"kind":"Mesh"},"to":[{"targetRef":{"kind":"MeshService","name":"kv"},
           "rules":[{"matches":[{"path":{"type":"PathPrefix","value":"/soak-%d"}}],
            "default":{"backendRefs":[{"kind":"MeshService","name":"kv","weight":1}]}}]}]}\
          """
              .formatted(value);
      case DATAPLANE ->
          """
          "networking":{"address":"127.7.0.%d","inbound":[{"port":%d,
           "tags":{"kuma.io/service":"soak","kuma.io/protocol":"tcp","soak":"v%d"}}]}\
          """
              .formatted(index + 1, 10_000 + value % 20_000, value);
    };
  }

  /** A resource that must be refused: its type's rules forbid something in it. */
  String invalidJson(long value) {
    String good = json(value).replace("\"soak\":\"v", "\"soak\":\"refused-v");
    return switch (kind) {
      case TIMEOUT -> good.replaceAll("\"requestTimeout\":\"[^\"]*\"", "\"requestTimeout\":\"x\"");
      case PERMISSION -> good.replace("\"Allow\"", "\"Perhaps\"");
      case ROUTE -> good.replace("\"PathPrefix\"", "\"Suffix\"");
      case DATAPLANE -> good.replaceAll("\"port\":[0-9]+", "\"port\":70000");
    };
  }
}
