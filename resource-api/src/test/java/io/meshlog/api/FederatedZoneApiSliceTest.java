package io.meshlog.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A zone of a federation (rest-and-dataplane-protocol.md 2.6 to 2.8). */
class FederatedZoneApiSliceTest {
  @TempDir static Path folder;
  private static RunningApi api;

  @BeforeAll
  static void start() {
    api = RunningApi.federatedZone(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
  }

  @Test
  void leavesMeshesToGlobal() {
    Answer answer = api.put("/meshes/mine", "{'type':'Mesh','name':'mine'}");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.json().path("detail").asString())
        .isEqualTo(
            "On zone control plane you can only modify zone resources with 'kumactl apply' or via"
                + " the HTTP API. You can still use 'kumactl' or the HTTP API to modify the rest of"
                + " the resource on the global control plane.\n");
  }

  @Test
  void startsWithItsOwnKeysOnly() {
    assertThat(api.get("/meshes").json().path("total").asInt()).isZero();
    assertThat(api.get("/zones").json().path("total").asInt()).isZero();
    assertThat(api.get("/global-secrets/user-token-signing-key-1").status()).isEqualTo(200);
    assertThat(api.get("/global-secrets/admin-user-token").status()).isEqualTo(200);
    assertThat(api.post("/tokens/zone", "{'zone':'zone-1','scope':['ingress']}").status())
        .isEqualTo(200);
  }

  @Test
  void saysThatEverythingIsReadOnlyAndTakesItsIngress() {
    assertThat(api.get("/_resources").json().path("resources"))
        .allSatisfy(type -> assertThat(type.path("readOnly").asBoolean()).isTrue());
    assertThat(api.get("/").json().path("gui").asString()).isEmpty();
    Answer created =
        api.put(
            "/zone-ingresses/in",
            "{'type':'ZoneIngress','name':'in','zone':'far','networking':{'address':'10.0.0.1','port':10001}}");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.json().path("warnings").size()).isEqualTo(1);
    var stored = api.get("/zoneingresses/in").json();
    assertThat(stored.path("zone").asString()).isEqualTo("zone-1");
    assertThat(stored.at("/labels").path("kuma.io/proxy-type").asString()).isEqualTo("zoneingress");
    assertThat(api.get("/zoneingresses+insights").json().path("total").asInt()).isEqualTo(1);
  }

  @Test
  void hasNoGui() {
    for (String path : List.of("/gui", "/gui/", "/gui/meshes/default")) {
      Answer page = api.get(path, "Accept", "text/html");
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.text()).contains("The GUI is disabled").contains("belongs to a federation");
    }
  }
}
