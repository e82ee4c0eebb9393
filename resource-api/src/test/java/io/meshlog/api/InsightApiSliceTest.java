package io.meshlog.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi.Answer;
import io.meshlog.store.insight.InsightStore;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Insights as resources, and sums over them (rest-and-dataplane-protocol.md 1.4, 2.2, 3.3). */
class InsightApiSliceTest {
  private static final String MESH = "/meshes/watched/";
  private static RunningApi api;

  @BeforeAll
  static void start() {
    api = RunningApi.sharedZone();
    api.put("/meshes/watched", "{'type':'Mesh','name':'watched'}");
    api.put("/meshes/empty", "{'type':'Mesh','name':'empty','skipCreatingInitialPolicies':['*']}");
    for (String name : List.of("stripe", "mail")) {
      api.put(
          "/meshes/empty/external-services/" + name,
          "{'type':'ExternalService','mesh':'empty','name':'"
              + name
              + "','networking':{'address':'x.org:443'},'tags':{'kuma.io/service':'"
              + name
              + "','kuma.io/zone':'far'}}");
    }
    dataplane("web-1", "'inbound':[" + inbound(80, "web", "") + "]");
    dataplane("web-2", "'inbound':[" + inbound(80, "web", "") + "]");
    dataplane(
        "mixed",
        "'inbound':["
            + inbound(80, "web", "")
            + ','
            + inbound(81, "admin", ",'state':'NotReady'")
            + "]");
    dataplane("builtin", "'gateway':{'type':'BUILTIN','tags':{'kuma.io/service':'edge'}}");
    dataplane("delegated", "'gateway':{'tags':{'kuma.io/service':'kong'}}");
    dataplane("silent", "'inbound':[" + inbound(80, "never", "") + "]");
    observe("web-1", true, "ca-1");
    observe("web-2", false, "ca-1");
    observe("mixed", true, "");
    observe("builtin", true, "");
    observe("delegated", false, "");
    observe("of-nobody", true, "");
    api.bean(InsightStore.class)
        .put("DataplaneInsight", "watched", "web-2", "elsewhere", body(true, ""));
  }

  private static String inbound(int port, String service, String more) {
    return "{'port':" + port + ",'tags':{'kuma.io/service':'" + service + "'}" + more + "}";
  }

  private static void dataplane(String name, String networking) {
    Answer answer =
        api.put(
            MESH + "dataplanes/" + name,
            "{'type':'Dataplane','mesh':'watched','name':'"
                + name
                + "','labels':{'team':'"
                + name.charAt(0)
                + "'},'networking':{'address':'10.0.0.1',"
                + networking
                + "}}");
    assertThat(answer.status()).as(answer.text()).isBetween(200, 201);
  }

  private static String body(boolean online, String backend) {
    String mtls =
        backend.isEmpty()
            ? ""
            : ",'mTLS':{'issuedBackend':'" + backend + "','supportedBackends':['ca-1','ca-2']}";
    return ("{'subscriptions':[{'id':'0','connectTime':'2026-01-01T00:00:00Z','disconnectTime':'2026-01-01T01:00:00Z',"
            + "'version':{'kumaDp':{'version':'2.12.0'}}},{'id':'1','connectTime':'2026-01-02T00:00:00Z'"
            + (online ? "" : ",'disconnectTime':'2026-01-02T01:00:00Z'")
            + ",'version':{'kumaDp':{'version':'2.14.3'},'envoy':{'version':'1.40.0'}}}]"
            + mtls
            + "}")
        .replace('\'', '"');
  }

  private static void observe(String name, boolean online, String backend) {
    api.bean(InsightStore.class)
        .put("DataplaneInsight", "watched", name, "default", body(online, backend));
  }

  private static List<String> names(JsonNode page) {
    return page.path("items").valueStream().map(item -> item.path("name").asString()).toList();
  }

  @Test
  void servesWhatWasObservedOfProxies() {
    JsonNode list = api.get(MESH + "dataplane-insights").json();
    assertThat(names(list))
        .as("of Dataplanes that there are and that were seen, from this zone")
        .containsExactly("builtin", "delegated", "mixed", "web-1", "web-2");
    assertThat(list.path("total").asInt()).isEqualTo(5);
    JsonNode one = api.get(MESH + "dataplane-insights/web-2").json();
    assertThat(one.path("type").asString()).isEqualTo("DataplaneInsight");
    assertThat(one.path("mesh").asString()).isEqualTo("watched");
    assertThat(one.at("/subscriptions/1/disconnectTime").asString())
        .isEqualTo("2026-01-02T01:00:00Z");
    assertThat(one.has("labels")).isFalse();
    assertThat(one.has("kri")).as("3.1: the type has no short name").isFalse();
    assertThat(names(api.get("/dataplane-insights?name=web").json()))
        .as("over all meshes, 2.1")
        .containsExactly("web-1", "web-2");
    JsonNode paged = api.get(MESH + "dataplane-insights?size=2&offset=2").json();
    assertThat(names(paged)).containsExactly("mixed", "web-1");
    assertThat(paged.path("next").asString()).endsWith("?offset=4&size=2");
    assertThat(
            names(
                api.get(
                        MESH
                            + "dataplane-insights?filter[labels.team]=w"
                                .replace("[", "%5B")
                                .replace("]", "%5D"))
                    .json()))
        .containsExactly("web-1", "web-2");
    Answer unseen = api.get(MESH + "dataplane-insights/silent");
    assertThat(unseen.status()).isEqualTo(404);
    assertThat(unseen.json().path("title").asString()).isEqualTo("Could not retrieve a resource");
    assertThat(api.get(MESH + "dataplane-insights/of-nobody").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "/meshes/watched/dataplane-insights/web-1",
    "/meshes/nowhere/service-insights/web",
    "/zone-ingress-insights/x",
    "/zoneegressinsights/x",
    "/zone-insights/x",
    "/mesh-insights/watched",
  })
  void letsNobodyWriteThem(String path) {
    for (Answer answer : List.of(api.put(path, "nonsense"), api.delete(path))) {
      assertThat(answer.status()).as("2.7, before mesh and body").isEqualTo(405);
      assertThat(answer.json().path("title").asString()).isEqualTo("Method not allowed");
      assertThat(answer.json().path("detail").asString())
          .startsWith("On zone control plane you can only modify zone resources with")
          .endsWith("on the global control plane.\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zone-ingress-insights", "zoneegressinsights", "zone-insights"})
  void answersWhereNothingWasObserved(String path) {
    JsonNode list = api.get("/" + path).json();
    assertThat(list.path("total").asInt()).isZero();
    assertThat(list.path("items").isArray()).isTrue();
    assertThat(list.path("next").isNull()).isTrue();
    assertThat(api.get("/" + path + "/nobody").status()).isEqualTo(404);
  }

  @Test
  void sumsUpAMesh() {
    JsonNode mesh = api.get("/mesh-insights/watched").json();
    assertThat(mesh.path("type").asString()).isEqualTo("MeshInsight");
    assertThat(mesh.path("name").asString()).isEqualTo("watched");
    assertThat(mesh.path("dataplanes").toString())
        .isEqualTo("{\"total\":6,\"online\":2,\"offline\":3,\"partiallyDegraded\":1}");
    assertThat(mesh.at("/dataplanesByType/standard/total").asInt()).isEqualTo(4);
    assertThat(mesh.at("/dataplanesByType/gateway").toString())
        .isEqualTo("{\"total\":2,\"online\":1,\"offline\":1}");
    assertThat(mesh.at("/dataplanesByType/gatewayBuiltin").toString())
        .as("zero counters are left out, 3.3")
        .isEqualTo("{\"total\":1,\"online\":1}");
    assertThat(mesh.at("/dpVersions/kumaDp").propertyNames()).containsOnly("2.14.3", "unknown");
    assertThat(mesh.at("/dpVersions/envoy/1.40.0/total").asInt()).isEqualTo(5);
    assertThat(mesh.at("/dpVersions/envoy/unknown").toString())
        .isEqualTo("{\"total\":1,\"offline\":1}");
    assertThat(mesh.at("/mTLS/issuedBackends/ca-1").toString())
        .isEqualTo("{\"total\":2,\"online\":1,\"offline\":1}");
    assertThat(mesh.at("/mTLS/supportedBackends").propertyNames()).containsOnly("ca-1", "ca-2");
    assertThat(mesh.path("services").toString()).isEqualTo("{\"total\":5,\"internal\":5}");
    assertThat(mesh.at("/policies/MeshTimeout/total").asInt()).isEqualTo(2);
    assertThat(mesh.at("/resources/Dataplane/total").asInt()).isEqualTo(6);
  }

  @Test
  void sumsUpAMeshWithNothingInIt() {
    JsonNode list = api.get("/mesh-insights?name=empty").json();
    assertThat(names(list)).containsExactly("empty");
    JsonNode mesh = list.at("/items/0");
    assertThat(mesh.path("dataplanes").isEmpty()).isTrue();
    assertThat(mesh.path("dpVersions").isEmpty()).isTrue();
    assertThat(mesh.path("mTLS").isEmpty()).isTrue();
    assertThat(mesh.has("policies")).as("absent when there are none, 3.3").isFalse();
    Answer past = api.get("/mesh-insights/empty?asOf=1");
    assertThat(past.status()).as("what was observed has no history").isEqualTo(400);
    assertThat(past.json().at("/invalid_parameters/0/field").asString()).isEqualTo("asOf");
  }

  @Test
  void tellsOfEachService() {
    JsonNode list = api.get(MESH + "service-insights").json();
    assertThat(names(list)).containsExactly("admin", "edge", "kong", "never", "web");
    JsonNode web = list.at("/items/4");
    assertThat(web.path("type").asString()).isEqualTo("ServiceInsight");
    assertThat(web.path("status").asString()).isEqualTo("partially_degraded");
    assertThat(web.path("dataplanes").toString())
        .isEqualTo("{\"total\":3,\"online\":2,\"offline\":1}");
    assertThat(web.path("issuedBackends").toString()).isEqualTo("{\"ca-1\":2}");
    assertThat(web.path("addressPort").asString()).isEqualTo("web.mesh:80");
    assertThat(web.at("/zones/0").asString()).isEqualTo("default");
    assertThat(web.has("serviceType")).as("internal is the default, 3.3").isFalse();
    assertThat(list.at("/items/0/status").asString())
        .as("its inbound is not ready")
        .isEqualTo("offline");
    assertThat(list.at("/items/1/serviceType").asString()).isEqualTo("gateway_builtin");
    assertThat(list.at("/items/1/status").asString()).isEqualTo("online");
    assertThat(list.at("/items/1").has("addressPort")).isFalse();
    assertThat(list.at("/items/2/serviceType").asString()).isEqualTo("gateway_delegated");
  }

  @Test
  void pagesAndFiltersServices() {
    String path = MESH + "service-insights";
    assertThat(names(api.get(path + "?name=e").json())).containsExactly("edge", "never", "web");
    assertThat(names(api.get(path + "?type=gateway_builtin,gateway_delegated").json()))
        .containsExactly("edge", "kong");
    assertThat(names(api.get("/service-insights?name=kong").json())).containsExactly("kong");
    JsonNode page = api.get(path + "?size=2&offset=1").json();
    assertThat(names(page)).containsExactly("edge", "kong");
    assertThat(page.path("total").asInt()).isEqualTo(5);
    assertThat(page.path("next").asString()).endsWith("?offset=3&size=2");
    assertThat(api.get(path + "?offset=99").json().path("items").isEmpty()).isTrue();
    Answer bad = api.get(path + "?type=nonsense");
    assertThat(bad.status()).isEqualTo(400);
    assertThat(bad.json().path("title").asString()).isEqualTo("Bad Request");
    assertThat(bad.json().path("detail").asString())
        .isEqualTo("bad request: unsupported service type");
    assertThat(api.get(path + "?size=0").status()).isEqualTo(400);
  }

  @Test
  void tellsOfServicesOutsideOfTheMesh() {
    JsonNode list = api.get("/meshes/empty/service-insights?type=external").json();
    assertThat(names(list)).containsExactly("mail", "stripe");
    JsonNode mail = list.at("/items/0");
    assertThat(mail.path("serviceType").asString()).isEqualTo("external");
    assertThat(mail.at("/zones/0").asString()).isEqualTo("far");
    assertThat(mail.has("status") || mail.has("addressPort")).isFalse();
    assertThat(api.get("/mesh-insights/empty").json().path("services").toString())
        .isEqualTo("{\"total\":2,\"external\":2}");
    assertThat(names(api.get("/external-services?tag=kuma.io/service:mai").json()))
        .as("fuzzy, 2.2")
        .containsExactly("mail");
    assertThat(names(api.get("/meshes/empty/external-services?tag=nonsense").json()))
        .as("what is no tag is ignored, 2.2")
        .hasSize(2);
  }

  @Test
  void answersOfAServiceNobodyHas() {
    JsonNode nobody = api.get(MESH + "service-insights/nobody").json();
    assertThat(nobody.path("addressPort").asString()).as("8, 28").isEqualTo("nobody.mesh:80");
    assertThat(nobody.path("dataplanes").isEmpty()).isTrue();
    assertThat(nobody.has("status") || nobody.has("zones") || nobody.has("issuedBackends"))
        .isFalse();
    Answer nowhere = api.get("/meshes/nowhere/service-insights/nobody");
    assertThat(nowhere.status()).isEqualTo(404);
    assertThat(nowhere.json().path("title").asString()).isEqualTo("Failed to retrieve Mesh");
  }

  @Test
  void sumsUpEverything() {
    JsonNode all = api.get("/global-insight").json();
    assertThat(all.path("createdAt").asString()).isNotEmpty();
    assertThat(all.at("/meshes/total").asInt()).isGreaterThanOrEqualTo(3);
    assertThat(all.at("/dataplanes/gatewayBuiltin").propertyNames())
        .as("here zeros are shown")
        .containsExactly("online", "offline", "partiallyDegraded", "total");
    assertThat(all.at("/dataplanes/gatewayBuiltin/online").asInt()).isEqualTo(1);
    assertThat(all.at("/dataplanes/standard/partiallyDegraded").asInt()).isEqualTo(1);
    assertThat(all.at("/services/gatewayDelegated/offline").asInt()).isEqualTo(1);
    assertThat(all.at("/services/internal/partiallyDegraded").asInt()).isEqualTo(1);
    assertThat(all.at("/services/external/total").asInt()).isEqualTo(2);
    assertThat(all.at("/policies/total").asInt()).isPositive();
    assertThat(all.at("/resources/Mesh/total")).isEqualTo(all.at("/meshes/total"));
    assertThat(all.at("/zones/controlPlanes/total").asInt()).isPositive();
    assertThat(all.at("/zones/zoneEgresses").toString()).isEqualTo("{\"online\":0,\"total\":0}");
    JsonNode legacy = api.get("/global-insights").json();
    assertThat(legacy.path("type").asString()).isEqualTo("GlobalInsights");
    assertThat(legacy.path("resources").propertyNames())
        .contains("GlobalSecret", "Mesh", "Zone", "ZoneEgress", "ZoneIngress");
    assertThat(legacy.at("/resources/ZoneEgress/total").isInt()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/meshes/watched/dataplanes+insights/web-1, DataplaneOverview",
    "/zones+insights/default, ZoneOverview",
    "/zones/default/_overview, ZoneOverview",
  })
  void hasTheOlderPathsOfOverviews(String path, String type) {
    assertThat(api.get(path).json().path("type").asString()).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dataplanes+insights",
        "/dataplanes/_overview",
        "/meshes/watched/dataplanes+insights",
        "/zones+insights",
        "/zoneingresses+insights",
        "/zone-ingresses/_overview",
        "/zoneegressoverviews",
        "/zoneegresses/_overview"
      })
  void listsOverviews(String path) {
    JsonNode page = api.get(path).json();
    assertThat(page.path("items").isArray()).isTrue();
    assertThat(page.has("next")).isTrue();
  }

  @Test
  void isAmongTheTypes() {
    JsonNode resources = api.get("/_resources").json().path("resources");
    List<String> names = resources.valueStream().map(type -> type.path("name").asString()).toList();
    assertThat(names)
        .isSorted()
        .contains("DataplaneInsight", "MeshInsight", "ServiceInsight", "ZoneEgressInsight");
    resources
        .valueStream()
        .filter(type -> type.path("name").asString().endsWith("Insight"))
        .forEach(type -> {
          assertThat(type.path("readOnly").asBoolean()).isTrue();
          assertThat(api.get("/" + type.path("path").asString()).status()).isEqualTo(200);
        });
  }
}
