package io.meshlog.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi.Answer;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The inspection of proxies, new and old (rest-and-dataplane-protocol.md 3.4). */
class InspectApiSliceTest {
  private static final String OLD = "/meshes/inspected/";
  private static final String NEW = "/meshes/exclusive/";
  private static final String DP = NEW + "dataplanes/d/";
  private static final String KV = "kri_msvc_exclusive_default__kv_6379";
  private static final String CART = "kri_msvc_exclusive_default__cart_80";
  private static final String NOBODY = "kri_msvc_exclusive_default__nobody_80";
  private static RunningApi api;

  @BeforeAll
  static void start() {
    api = RunningApi.sharedZone();
    exclusive();
    tagged();
    gateways();
  }

  private static void exclusive() {
    api.put(
        "/meshes/exclusive",
        "{'type':'Mesh','name':'exclusive','meshServices':{'mode':'Exclusive'}}");
    put(
        NEW + "dataplanes/d",
        "'labels':{'team':'x'},'networking':{'address':'10.0.0.1','inbound':["
            + "{'port':80,'servicePort':8080,'name':'main','tags':{'kuma.io/service':'web','kuma.io/protocol':'http'}},"
            + "{'port':81,'tags':{'kuma.io/service':'admin'}}],'outbound':["
            + "{'port':10001,'backendRef':{'kind':'MeshService','name':'kv','port':6379}},"
            + "{'port':10002,'backendRef':{'kind':'MeshService','labels':{'tier':'shop'},'port':80}},"
            + "{'port':10003,'backendRef':{'kind':'MeshService','name':'nobody','port':80}}]}");
    put(
        NEW + "meshservices/kv",
        "'spec':{'selector':{'dataplaneTags':{'kuma.io/service':'kv'}},'ports':[{'port':6379,'targetPort':6379}]}");
    put(
        NEW + "meshservices/cart",
        "'labels':{'tier':'shop'},'spec':{'selector':{'dataplaneTags':{'kuma.io/service':'web'}},'ports':[{'port':80,'name':'http','targetPort':80,'appProtocol':'http'}]}");
    put(
        NEW + "meshtraces/tr",
        "'spec':{'default':{'backends':[{'type':'Zipkin','zipkin':{'url':'http://zipkin:9411/api/v2/spans'}}]}}");
    put(
        NEW + "meshtimeouts/to-kv",
        "'spec':{'targetRef':{'kind':'Mesh'},'to':[{'targetRef':{'kind':'MeshService','name':'kv'},'default':{'connectionTimeout':'3s'}}]}");
    put(
        NEW + "meshhttproutes/split",
        "'spec':{'targetRef':{'kind':'Mesh'},'to':[{'targetRef':{'kind':'MeshService','name':'cart'},'rules':["
            + "{'matches':[{'path':{'type':'Exact','value':'/a'}}],'default':{'filters':[{'type':'RequestHeaderModifier','requestHeaderModifier':{'set':[{'name':'x','value':'y'}]}}]}}]}]}");
    put(
        NEW + "meshtimeouts/of-route",
        "'spec':{'targetRef':{'kind':'Mesh'},'to':[{'targetRef':{'kind':'MeshHTTPRoute','name':'split'},'default':{'http':{'requestTimeout':'7s'}}}]}");
  }

  private static void tagged() {
    api.put("/meshes/inspected", "{'type':'Mesh','name':'inspected'}");
    put(
        OLD + "dataplanes/a",
        "'networking':{'address':'10.0.0.1','inbound':[{'port':80,'tags':{'kuma.io/service':'web','version':'1'}}],"
            + "'outbound':[{'port':10001,'tags':{'kuma.io/service':'kv'}}]}");
    put(
        OLD + "dataplanes/b",
        "'networking':{'address':'10.0.0.2','inbound':[{'port':80,'tags':{'kuma.io/service':'kv'}}]}");
    put(OLD + "dataplanes/bare", "'networking':{'address':'10.0.0.3'}");
    put(
        OLD + "meshtrafficpermissions/only-kv",
        "'spec':{'targetRef':{'kind':'MeshService','name':'web'},'from':["
            + "{'targetRef':{'kind':'Mesh'},'default':{'action':'Deny'}},"
            + "{'targetRef':{'kind':'MeshService','name':'kv'},'default':{'action':'Allow'}}]}");
    put(
        OLD + "meshtraces/tr",
        "'spec':{'targetRef':{'kind':'MeshService','name':'web'},'default':{'backends':[{'type':'Zipkin','zipkin':{'url':'http://zipkin:9411/api/v2/spans'}}]}}");
    put(
        OLD + "meshservices/kv",
        "'spec':{'selector':{'dataplaneTags':{'kuma.io/service':'kv'}},'ports':[{'port':80,'targetPort':80}]}");
  }

  private static void gateways() {
    put(
        OLD + "dataplanes/edge-1",
        "'networking':{'address':'10.0.0.9','gateway':{'type':'BUILTIN','tags':{'kuma.io/service':'edge','team':'a'}}}");
    put(
        OLD + "dataplanes/other-1",
        "'networking':{'address':'10.0.0.8','gateway':{'type':'BUILTIN','tags':{'kuma.io/service':'other'}}}");
    String listener = "'conf':{'listeners':[{'port':80,'protocol':'HTTP','tags':{'port':'web'}}]}";
    put(
        OLD + "meshgateways/wide",
        "'selectors':[{'match':{'kuma.io/service':'edge'}},{'match':{'kuma.io/service':'other'}}],"
            + listener);
    put(
        OLD + "meshgateways/narrow",
        "'selectors':[{'match':{'kuma.io/service':'edge','team':'a'}}]," + listener);
    put(
        OLD + "meshgatewayroutes/to-web",
        "'selectors':[{'match':{'kuma.io/service':'other','port':'web'}}],'conf':{'http':{'rules':[{'matches':["
            + "{'path':{'match':'PREFIX','value':'/'}}],'backends':[{'weight':1,'destination':{'kuma.io/service':'web'}}]}]}}");
  }

  /** The type is told by the path. */
  private static void put(String path, String body) {
    String[] parts = path.split("/");
    String type =
        switch (parts[3]) {
          case "dataplanes" -> "Dataplane";
          case "meshservices" -> "MeshService";
          case "meshtraces" -> "MeshTrace";
          case "meshtimeouts" -> "MeshTimeout";
          case "meshhttproutes" -> "MeshHTTPRoute";
          case "meshgateways" -> "MeshGateway";
          case "meshgatewayroutes" -> "MeshGatewayRoute";
          case "meshtrafficpermissions" -> "MeshTrafficPermission";
          default -> throw new IllegalArgumentException(path);
        };
    Answer answer =
        api.put(
            path,
            "{'type':'%s','mesh':'%s','name':'%s',%s}".formatted(type, parts[2], parts[4], body));
    assertThat(answer.status()).as(path + answer.text()).isBetween(200, 201);
  }

  private static JsonNode ok(String path) {
    Answer answer = api.get(path);
    assertThat(answer.status()).as(path + ": " + answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static List<String> all(JsonNode list, String pointer) {
    return list.valueStream().map(item -> item.at(pointer).asString()).toList();
  }

  private static JsonNode ofKind(JsonNode list, String kind) {
    return list.valueStream()
        .filter(item -> item.path("kind").asString().equals(kind))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " in " + list));
  }

  @Test
  void laysAProxyOut() {
    JsonNode layout = ok(DP + "_layout");
    assertThat(layout.path("kri").asString()).isEqualTo("kri_dp_exclusive_default__d_");
    assertThat(layout.at("/labels/team").asString()).isEqualTo("x");
    assertThat(all(layout.path("inbounds"), "/kri"))
        .containsExactly("kri_dp_exclusive_default__d_main", "kri_dp_exclusive_default__d_81");
    assertThat(all(layout.path("inbounds"), "/protocol")).containsExactly("http", "tcp");
    assertThat(all(layout.path("inbounds"), "/proxyResourceName"))
        .as("what its statistics go by")
        .containsExactly("localhost:8080", "localhost:81");
    assertThat(all(layout.path("outbounds"), "/kri"))
        .as("one leads nowhere")
        .containsExactly(KV, CART);
    assertThat(all(layout.path("outbounds"), "/proxyResourceName"))
        .containsExactly("exclusive_kv__default_msvc_6379", "exclusive_cart__default_msvc_80");
    assertThat(layout.at("/outbounds/1/protocol").asString()).isEqualTo("http");
    assertThat(layout.at("/outbounds/0/port").asInt()).isEqualTo(6379);
    assertThat(layout.path("listeners").isEmpty()).isTrue();
  }

  @Test
  void tellsTheConfsOfTheProxyAsAWhole() {
    JsonNode policies = ok(DP + "_policies").path("policies");
    assertThat(all(policies, "/kind")).containsExactly("MeshTrace");
    assertThat(policies.at("/0/origins/0/kri").asString())
        .isEqualTo("kri_mtr_exclusive_default__tr_");
    assertThat(policies.at("/0/conf/backends/0/type").asString()).isEqualTo("Zipkin");
  }

  @Test
  void tellsThePoliciesOfAnInbound() {
    JsonNode policies =
        ok(DP + "_inbounds/kri_dp_exclusive_default__d_main/_policies").path("policies");
    JsonNode timeout = ofKind(policies, "MeshTimeout");
    assertThat(timeout.at("/rules/0/conf/connectionTimeout").asString()).isEqualTo("10s");
    assertThat(timeout.at("/rules/0/kri").asString())
        .isEqualTo("kri_mt_exclusive_default__mesh-timeout-all-exclusive_");
    assertThat(timeout.at("/origins/0/kri")).isEqualTo(timeout.at("/rules/0/kri"));
    assertThat(
            ok(DP + "_inbounds/kri_dp_exclusive_default__d_none/_policies")
                .path("policies")
                .isEmpty())
        .isTrue();
  }

  @Test
  void tellsThePoliciesOfAnOutbound() {
    JsonNode kv = ok(DP + "_outbounds/" + KV + "/_policies").path("policies");
    JsonNode timeout = ofKind(kv, "MeshTimeout");
    assertThat(timeout.at("/conf/connectionTimeout").asString()).isEqualTo("3s");
    assertThat(all(timeout.path("origins"), "/kri"))
        .containsExactly(
            "kri_mt_exclusive_default__mesh-timeout-all-exclusive_",
            "kri_mt_exclusive_default__to-kv_");
    JsonNode nobody = ok(DP + "_outbounds/" + NOBODY + "/_policies").path("policies");
    assertThat(ofKind(nobody, "MeshTimeout").at("/conf/connectionTimeout").asString())
        .as("what is not there has what the whole mesh has")
        .isEqualTo("5s");
    assertThat(all(nobody, "/kind"))
        .contains("MeshCircuitBreaker", "MeshRetry")
        .doesNotContain("MeshHTTPRoute", "MeshTrace");
  }

  @Test
  void tellsTheRoutesOfAnOutbound() {
    JsonNode routes = ok(DP + "_outbounds/" + CART + "/_routes").path("routes");
    assertThat(all(routes, "/kind")).containsExactly("MeshHTTPRoute");
    JsonNode rule = routes.at("/0/rules/0");
    assertThat(rule.at("/matches/0/path/value").asString()).isEqualTo("/a");
    assertThat(rule.at("/conf/filters/0/type").asString()).isEqualTo("RequestHeaderModifier");
    assertThat(rule.path("kri").asString()).isEqualTo("kri_mhttpr_exclusive_default__split_");
    assertThat(routes.at("/0/origins/0/kri")).isEqualTo(rule.path("kri"));
    assertThat(api.get(DP + "_outbounds/" + NOBODY + "/_routes").json().toString())
        .isEqualTo("{\"routes\":[]}");
    JsonNode policies =
        ok(DP + "_outbounds/" + CART + "/_routes/" + rule.path("kri").asString() + "/_policies")
            .path("policies");
    assertThat(ofKind(policies, "MeshTimeout").at("/conf/http/requestTimeout").asString())
        .isEqualTo("7s");
  }

  @ParameterizedTest
  @CsvSource({
    "_layout, _layout",
    "_policies, _policies",
    "_inbounds/kri_dp_inspected_default__a_80/_policies, _policies",
    "_outbounds/kri_msvc_inspected_default__kv_80/_policies, _policies",
    "_outbounds/kri_msvc_inspected_default__kv_80/_routes, _policies",
    "_outbounds/kri_msvc_inspected_default__kv_80/_routes/kri_mhttpr_inspected_default__x_/_policies, _policies",
  })
  void tellsOfIdentitiesOnlyWhereServicesAreExclusive(String path, String endpoint) {
    for (String dataplane : List.of("a", "unknown")) {
      Answer answer = api.get(OLD + "dataplanes/" + dataplane + '/' + path);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.json().path("title").asString()).isEqualTo("Bad Request");
      assertThat(answer.json().path("detail").asString())
          .isEqualTo(
              "bad request: can't use " + endpoint + " endpoint without meshService enabled");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/meshes/exclusive/dataplanes/d/_inbounds/nokri/_policies, 400, Bad Request, bad request: invalid identifier string: \"nokri\"",
    "/meshes/exclusive/dataplanes/d/_outbounds/nokri/_routes, 400, Bad Request, bad request: invalid identifier string: \"nokri\"",
    "/meshes/exclusive/dataplanes/x/_layout, 404, Could not retrieve Dataplane, Not found",
    "/meshes/inspected/dataplanes/x/_rules, 404, Could not retrieve Dataplane, Not found",
    "/meshes/inspected/dataplanes/x/policies, 404, Could not get MatchedPolicies, Not found",
    "/meshes/inspected/dataplanes/x/rules, 404, Could not get MatchedPolicies, Not found",
    "/meshes/inspected/meshtimeouts/x/_resources/dataplanes, 404, Could not retrieve policy, Not found",
    "/meshes/inspected/meshtimeouts/x/dataplanes, 404, Could not retrieve policy, Not found",
    "/meshes/inspected/meshservices/x/_dataplanes, 404, Could not retrieve policy, Not found",
    "/meshes/nowhere/dataplanes/x/policies, 404, Failed to retrieve Mesh, Not found",
    "/meshes/nowhere/meshservices/x/_dataplanes, 404, Failed to retrieve Mesh, Not found",
  })
  void answersWhatIsNotThere(String path, int status, String title, String detail) {
    Answer answer = api.get(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.json().path("title").asString()).isEqualTo(title);
    assertThat(answer.json().path("detail").asString()).isEqualTo(detail);
  }

  @ParameterizedTest
  @ValueSource(strings = {"_dataplanes", "_resources/dataplanes", "-resources/dataplanes"})
  void listsTheProxiesOfAService(String last) {
    JsonNode page = ok(OLD + "meshservices/kv/" + last);
    assertThat(page.path("total").asInt()).isEqualTo(1);
    assertThat(page.at("/items/0/name").asString()).isEqualTo("b");
    assertThat(page.at("/items/0/type").asString()).isEqualTo("Dataplane");
    assertThat(page.has("next")).isFalse();
    assertThat(ok(OLD + "meshservices/kv/" + last + "?name=zzz").path("total").asInt()).isZero();
  }

  @Test
  void listsTheProxiesOfAPolicyAsOlderClientsAsk() {
    JsonNode page = ok(OLD + "meshretries/mesh-retry-all-inspected/dataplanes");
    assertThat(all(page.path("items"), "/dataplane/name"))
        .as("proxies without inbounds are in no policy's list")
        .containsExactly("a", "b", "edge-1", "other-1");
    assertThat(all(page.path("items"), "/gateway/name")).containsExactly("", "", "narrow", "wide");
    assertThat(page.at("/items/0").toString())
        .isEqualTo(
            "{\"kind\":\"SidecarDataplane\",\"dataplane\":{\"mesh\":\"inspected\",\"name\":\"a\"},"
                + "\"attachments\":[{\"type\":\"dataplane\"}]}");
    assertThat(page.path("total").asInt()).isEqualTo(4);
    assertThat(ok(OLD + "meshtraces/tr/-resources/dataplanes").at("/items/0/name").asString())
        .as("as older kumactl writes it, 4.1")
        .isEqualTo("a");
  }

  @Test
  void tellsThePoliciesOfAProxyAsOlderClientsAsk() {
    JsonNode answer = ok(OLD + "dataplanes/a/policies");
    assertThat(answer.path("kind").asString()).isEqualTo("SidecarDataplane");
    assertThat(answer.path("total").asInt()).isEqualTo(answer.path("items").size());
    JsonNode inbound = answer.at("/items/0");
    assertThat(inbound.path("type").asString()).isEqualTo("inbound");
    assertThat(inbound.path("name").asString()).isEqualTo("10.0.0.1:80");
    assertThat(inbound.path("service").asString()).isEqualTo("web");
    assertThat(inbound.at("/matchedPolicies/MeshTrafficPermission/0/name").asString())
        .isEqualTo("only-kv");
    JsonNode whole = answer.at("/items/1");
    assertThat(whole.path("type").asString()).isEqualTo("dataplane");
    assertThat(whole.path("matchedPolicies").propertyNames())
        .contains("MeshCircuitBreaker", "MeshRetry", "MeshTimeout", "MeshTrace");
  }

  @Test
  void tellsTheRulesOfAProxyAsOlderClientsAsk() {
    JsonNode items = ok(OLD + "dataplanes/a/rules").path("items");
    List<JsonNode> clients =
        items
            .valueStream()
            .filter(item -> item.path("type").asString().equals("ClientSubset"))
            .filter(item -> item.path("policyType").asString().equals("MeshTrafficPermission"))
            .toList();
    assertThat(clients).hasSize(2);
    assertThat(clients.getFirst().at("/subset/kuma.io~1service").asString()).isEqualTo("kv");
    assertThat(clients.getFirst().at("/conf/action").asString()).isEqualTo("Allow");
    assertThat(clients.getLast().at("/subset/kuma.io~1service").asString()).isEqualTo("!kv");
    assertThat(clients.getFirst().at("/origins/0/name").asString()).isEqualTo("only-kv");
    JsonNode retry =
        items
            .valueStream()
            .filter(item -> item.path("policyType").asString().equals("MeshRetry"))
            .findFirst()
            .orElseThrow();
    assertThat(retry.path("type").asString()).isEqualTo("DestinationSubset");
    assertThat(retry.path("name").asString()).isEqualTo("127.0.0.1:10001");
    assertThat(retry.path("service").asString()).isEqualTo("kv");
    assertThat(all(items, "/type")).contains("SingleItem");
  }

  @Test
  void listsTheProxiesOfAGateway() {
    JsonNode narrow = ok(OLD + "meshgateways/narrow/dataplanes");
    assertThat(narrow.at("/items/0").toString())
        .isEqualTo("{\"dataplane\":{\"mesh\":\"inspected\",\"name\":\"edge-1\"}}");
    assertThat(narrow.path("total").asInt()).isEqualTo(1);
    assertThat(all(ok(OLD + "meshgateways/wide/dataplanes").path("items"), "/dataplane/name"))
        .as("a proxy is the gateway whose selector says most")
        .containsExactly("other-1");
    assertThat(
            all(ok(OLD + "meshgatewayroutes/to-web/dataplanes").path("items"), "/dataplane/name"))
        .containsExactly("other-1");
    assertThat(api.get(OLD + "meshgateways/none/dataplanes").status()).isEqualTo(404);
    assertThat(ok(OLD + "dataplanes/edge-1/policies").path("kind").asString())
        .isEqualTo("MeshGatewayDataplane");
  }

  @Test
  void tellsTheRulesOfAGateway() {
    put(
        OLD + "meshtimeouts/of-narrow",
        "'spec':{'targetRef':{'kind':'MeshGateway','name':'narrow'},'to':[{'targetRef':{'kind':'Mesh'},'default':{'idleTimeout':'77s'}}]}");
    JsonNode rules = ok(OLD + "meshgateways/narrow/_rules");
    assertThat(rules.at("/resource/type").asString()).isEqualTo("MeshGateway");
    JsonNode timeout =
        rules
            .path("rules")
            .valueStream()
            .filter(rule -> rule.path("type").asString().equals("MeshTimeout"))
            .findFirst()
            .orElseThrow();
    assertThat(timeout.at("/toRules/0/conf/idleTimeout").asString()).isEqualTo("1m17s");
    assertThat(all(timeout.at("/toRules/0/origin"), "/name"))
        .as("the one for sidecars is not for gateways")
        .containsExactly("mesh-gateways-timeout-all-inspected", "of-narrow");
    assertThat(ok(OLD + "dataplanes/edge-1/_rules").findValues("toRules"))
        .as("the same as of the proxy that is this gateway")
        .isEqualTo(rules.findValues("toRules"));
    assertThat(all(ok(OLD + "meshtimeouts/of-narrow/_resources/dataplanes").path("items"), "/name"))
        .containsExactly("edge-1");
    Answer none = api.get(OLD + "meshgateways/none/_rules");
    assertThat(none.status()).isEqualTo(404);
    assertThat(none.json().path("title").asString()).isEqualTo("Could not retrieve MeshGateway");
  }
}
