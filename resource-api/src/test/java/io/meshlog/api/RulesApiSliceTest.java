package io.meshlog.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi.Answer;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Which policies are in force for a proxy, now and then (rest-and-dataplane-protocol.md 3.4). */
class RulesApiSliceTest {
  private static final String RULES = "/meshes/default/dataplanes/web-1/_rules";
  private static RunningApi api;

  @BeforeAll
  static void start() {
    api = RunningApi.sharedZone();
    put(
        "dataplanes/web-1",
        "'type':'Dataplane','networking':{'address':'10.0.0.1','inbound':["
            + "{'port':80,'name':'main','tags':{'kuma.io/service':'web','version':'v1'}},"
            + "{'port':81,'tags':{'kuma.io/service':'web-admin'}}]}");
    put(
        "dataplanes/kv-1",
        "'type':'Dataplane','networking':{'address':'10.0.0.2','inbound':[{'port':80,'tags':{'kuma.io/service':'kv'}}]}");
  }

  private static Answer put(String where, String body) {
    String name = where.substring(where.indexOf('/') + 1);
    Answer answer =
        api.put(
            "/meshes/default/" + where, "{'mesh':'default','name':'" + name + "'," + body + "}");
    assertThat(answer.status()).as(answer.text()).isBetween(200, 201);
    return answer;
  }

  private static JsonNode rule(JsonNode rules, String type) {
    return rules
        .path("rules")
        .valueStream()
        .filter(rule -> rule.path("type").asString().equals(type))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + type + " in " + rules));
  }

  private static List<String> names(JsonNode list) {
    return list.valueStream().map(item -> item.path("name").asString()).toList();
  }

  @Test
  void tellsWhatTheDefaultPoliciesSay() {
    Answer answer = api.get(RULES);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().at("/resource/type").asString()).isEqualTo("Dataplane");
    assertThat(answer.json().at("/resource/labels/kuma.io~1zone").asString()).isEqualTo("default");
    JsonNode retry = rule(answer.json(), "MeshRetry");
    assertThat(retry.at("/toRules/0/conf/http/numRetries").asInt()).isEqualTo(5);
    assertThat(retry.at("/toRules/0/origin/0/name").asString()).isEqualTo("mesh-retry-all-default");
    JsonNode timeout = rule(answer.json(), "MeshTimeout");
    assertThat(names(timeout.at("/toRules/0/origin")))
        .as("the one for gateways is not for this proxy")
        .containsExactly("mesh-timeout-all-default");
    assertThat(timeout.path("inboundRules").size()).isEqualTo(2);
    assertThat(timeout.at("/inboundRules/0/inbound/name").asString()).isEqualTo("main");
    assertThat(timeout.at("/inboundRules/0/rules/0/conf/0/connectionTimeout").asString())
        .isEqualTo("10s");
    JsonNode origin = timeout.at("/inboundRules/0/rules/0/origin/0/resourceMeta");
    assertThat(origin.path("name").asString()).isEqualTo("mesh-timeout-all-default");
    assertThat(origin.path("kri").asString())
        .isEqualTo("kri_mt_default_default__mesh-timeout-all-default_");
    assertThat(origin.path("position").asLong()).isPositive();
    assertThat(answer.json().path("resource").has("kri")).as("of origins only").isFalse();
  }

  @Test
  void tellsOfClientsRoutesAndWholeProxies() {
    put(
        "meshtrafficpermissions/only-kv",
        "'type':'MeshTrafficPermission','spec':{'targetRef':{'kind':'MeshService','name':'web'},'from':["
            + "{'targetRef':{'kind':'Mesh'},'default':{'action':'Deny'}},"
            + "{'targetRef':{'kind':'MeshService','name':'kv'},'default':{'action':'Allow'}}]}");
    JsonNode permission = rule(api.get(RULES).json(), "MeshTrafficPermission");
    assertThat(permission.path("fromRules").size()).as("one inbound only").isEqualTo(1);
    assertThat(permission.at("/fromRules/0/inbound/tags/version").asString()).isEqualTo("v1");
    JsonNode first = permission.at("/fromRules/0/rules/0");
    assertThat(first.at("/matchers/0/key").asString()).isEqualTo("kuma.io/service");
    assertThat(first.at("/matchers/0/not").asBoolean()).isFalse();
    assertThat(first.at("/conf/action").asString()).isEqualTo("Allow");
    assertThat(permission.at("/fromRules/0/rules/1/matchers/0/not").asBoolean()).isTrue();

    put(
        "meshhttproutes/split",
        "'type':'MeshHTTPRoute','spec':{'targetRef':{'kind':'Mesh'},'to':[{'targetRef':{'kind':'MeshService','name':'kv'},'rules':["
            + "{'matches':[{'path':{'type':'Exact','value':'/a'}}],'default':{}},"
            + "{'matches':[{'path':{'type':'Exact','value':'/b'}}],'default':{}}]}]}");
    JsonNode rules = api.get(RULES).json();
    JsonNode route = rule(rules, "MeshHTTPRoute");
    assertThat(route.at("/toRules/0/matchers/0/value").asString()).isEqualTo("kv");
    assertThat(route.at("/toRules/0/conf/rules/0/matches/0/path/value").asString()).isEqualTo("/a");
    assertThat(rules.path("httpMatches").size()).isEqualTo(2);
    assertThat(rules.at("/httpMatches/0/match/0/path/value").asString()).isEqualTo("/a");
    assertThat(rules.at("/httpMatches/0/hash").asString()).hasSize(44);

    put(
        "meshtraces/tr",
        "'type':'MeshTrace','spec':{'targetRef':{'kind':'Mesh'},'default':{'backends':[{'type':'Zipkin','zipkin':{'url':'http://zipkin:9411/api/v2/spans'}}]}}");
    JsonNode trace = rule(api.get(RULES).json(), "MeshTrace");
    assertThat(trace.at("/proxyRule/conf/backends/0/type").asString()).isEqualTo("Zipkin");
    assertThat(trace.at("/proxyRule/origin/0/name").asString()).isEqualTo("tr");
  }

  @Test
  void tellsWhatWasInForceThen() {
    long before = api.head();
    JsonNode then = api.get(RULES + "?asOf=" + before).json();
    put(
        "meshtimeouts/a-short",
        "'type':'MeshTimeout','spec':{'targetRef':{'kind':'MeshService','name':'web'},'to':[{'targetRef':{'kind':'Mesh'},'default':{'connectionTimeout':'77ms'}}]}");
    assertThat(
            rule(api.get(RULES).json(), "MeshTimeout")
                .at("/toRules/0/conf/connectionTimeout")
                .asString())
        .isEqualTo("77ms");
    assertThat(api.get(RULES + "?asOf=" + before).json()).isEqualTo(then);
    String dataplanes = "/meshes/default/meshtimeouts/a-short/_resources/dataplanes";
    assertThat(names(api.get(dataplanes).json().path("items"))).containsExactly("web-1");
    assertThat(api.get(dataplanes + "?asOf=" + before).status()).isEqualTo(404);
    api.delete("/meshes/default/meshtimeouts/a-short");
    assertThat(api.get(dataplanes).status()).isEqualTo(404);
  }

  @Test
  void listsTheProxiesOfAPolicyInPages() {
    String path = "/meshes/default/meshretries/mesh-retry-all-default/_resources/dataplanes";
    JsonNode first = api.get(path + "?size=1").json();
    assertThat(first.path("total").asInt()).isEqualTo(2);
    assertThat(names(first.path("items"))).containsExactly("kv-1");
    assertThat(first.path("next").asString()).contains("offset=1");
    JsonNode last = api.get(path + "?size=1&offset=1").json();
    assertThat(names(last.path("items"))).containsExactly("web-1");
    assertThat(last.has("next")).as("left out at the end").isFalse();
    assertThat(names(api.get(path + "?name=kv").json().path("items"))).containsExactly("kv-1");
    assertThat(
            api.get(
                    "/meshes/default/meshtimeouts/mesh-gateways-timeout-all-default/_resources/dataplanes")
                .json()
                .path("total")
                .asInt())
        .isZero();
  }

  @Test
  void answersWhatIsNotThere() {
    Answer dataplane = api.get("/meshes/default/dataplanes/nobody/_rules");
    assertThat(dataplane.status()).isEqualTo(404);
    assertThat(dataplane.json().path("title").asString()).isEqualTo("Could not retrieve Dataplane");
    assertThat(api.get("/meshes/nowhere/dataplanes/x/_rules").json().path("title").asString())
        .isEqualTo("Failed to retrieve Mesh");
    Answer policy = api.get("/meshes/default/meshtimeouts/none/_resources/dataplanes");
    assertThat(policy.status()).isEqualTo(404);
    assertThat(policy.json().path("title").asString()).isEqualTo("Could not retrieve policy");
    Answer exclusive = api.get("/meshes/default/dataplanes/web-1/_policies");
    assertThat(exclusive.status()).isEqualTo(400);
    assertThat(exclusive.json().path("detail").asString())
        .isEqualTo("bad request: can't use _policies endpoint without meshService enabled");
  }

  @Test
  void tellsOfServicesByIdentity() {
    put(
        "meshservices/cart",
        "'type':'MeshService','labels':{'team':'shop'},'spec':{'selector':{'dataplaneTags':{'kuma.io/service':'cart'}},'ports':[{'port':80,'name':'http','targetPort':80}]}");
    put(
        "meshtimeouts/to-cart",
        "'type':'MeshTimeout','spec':{'targetRef':{'kind':'Mesh'},'to':[{'targetRef':{'kind':'MeshService','labels':{'team':'shop'},'sectionName':'http'},'default':{'connectionTimeout':'3s'}}]}");
    JsonNode rules = rule(api.get(RULES).json(), "MeshTimeout").path("toResourceRules");
    assertThat(rules.at("/0/resourceMeta/name").asString()).isEqualTo("cart");
    assertThat(rules.at("/0/resourceSectionName").asString()).isEqualTo("http");
    assertThat(rules.at("/0/conf/0/connectionTimeout").asString()).isEqualTo("3s");
    assertThat(rules.at("/1/resourceMeta/type").asString()).isEqualTo("Mesh");
    assertThat(rules.at("/1/conf/0/connectionTimeout").asString()).isEqualTo("5s");
  }
}
