package io.meshlog.demo;

import io.meshlog.demo.layout.ControlPlanePorts;
import io.meshlog.demo.layout.Services;
import java.net.URI;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the demo wants of the mesh: mTLS and a permission for everybody, both set at Global. A mesh
 * that has mTLS already is left as its user made it.
 */
final class MeshSetup {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String MTLS =
      """
      {"enabledBackend":"ca-1","backends":[{"name":"ca-1","type":"builtin"}]}\
      """;
  private static final String ALLOW_ALL =
      """
      {"type":"MeshTrafficPermission","mesh":"default","name":"allow-all","spec":{
       "targetRef":{"kind":"Mesh"},
       "from":[{"targetRef":{"kind":"Mesh"},"default":{"action":"Allow"}}]}}\
      """;

  private final Http http;

  MeshSetup(Http http) {
    this.http = http;
  }

  static URI mesh(ControlPlanePorts controlPlane) {
    return controlPlane.api().resolve("/meshes/" + Services.MESH);
  }

  static URI policy(ControlPlanePorts controlPlane, String path, String name) {
    return controlPlane.api().resolve("/meshes/" + Services.MESH + "/" + path + "/" + name);
  }

  void applyAt(ControlPlanePorts global) {
    if (!Await.within(PATIENCE, () -> http.get(mesh(global)).isOk())) {
      throw new DemoFailure("Global has no mesh default: " + http.get(mesh(global)));
    }
    JsonNode current = http.get(mesh(global)).json();
    if (hasMtls(current)) {
      return;
    }
    var changed = (ObjectNode) current;
    changed.set("mtls", new Http.Answer(200, MTLS).json());
    require("PUT of the mesh", http.put(mesh(global), changed.toString()));
    require(
        "PUT of the permission",
        http.put(policy(global, "meshtrafficpermissions", "allow-all"), ALLOW_ALL));
  }

  /** Waits until the zone knows the mesh as it is at Global. */
  void awaitIn(ControlPlanePorts zone) {
    URI permissions = mesh(zone).resolve("/meshes/default/meshtrafficpermissions");
    boolean there =
        Await.within(
            PATIENCE,
            () ->
                hasMtls(http.get(mesh(zone)).json())
                    && http.get(permissions).json().path("total").asInt(0) > 0);
    if (!there) {
      throw new DemoFailure(
          "the mesh with mTLS and its permission did not reach "
              + zone.name()
              + " from Global: its mesh is "
              + http.get(mesh(zone))
              + ", its permissions are "
              + http.get(permissions));
    }
  }

  private static boolean hasMtls(JsonNode mesh) {
    return !mesh.path("mtls").path("enabledBackend").asString("").isEmpty();
  }

  static void require(String what, Http.Answer answer) {
    if (!answer.isOk()) {
      throw new DemoFailure(what + " was answered with " + answer);
    }
  }
}
