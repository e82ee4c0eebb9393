package io.meshlog.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi.Answer;
import io.meshlog.model.json.SpecJson;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** A zone on its own, as rest-and-dataplane-protocol.md sections 1 and 2 tell it. */
class ZoneApiSliceTest {
  private static final String DP =
      "'networking':{'address':'10.0.0.1','inbound':[{'port':80,'tags':{'kuma.io/service':'web'}}]}";
  @TempDir static Path folder;
  private static RunningApi api;

  @BeforeAll
  static void start() {
    api = RunningApi.zone(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
  }

  private static String dataplane(String mesh, String name) {
    return "{'type':'Dataplane','mesh':'" + mesh + "','name':'" + name + "'," + DP + "}";
  }

  private static void mesh(String name) {
    assertThat(api.put("/meshes/" + name, "{'type':'Mesh','name':'" + name + "'}").status())
        .isEqualTo(201);
  }

  @Test
  void saysWhatItIs() {
    JsonNode index = api.get("/").json();
    assertThat(index.path("product").asString()).isEqualTo("Kuma");
    assertThat(index.path("version").asString()).isEqualTo("2.14.3");
    assertThat(index.path("meshlogVersion").asString()).isNotEmpty();
    assertThat(index.path("gui").asString()).isEqualTo("/gui");
    assertThat(index.path("clusterId").asString()).isNotEmpty();
    assertThat(api.get("/").text()).startsWith("{\n \"hostname\": ");
  }

  @Test
  void leadsOnWhereAGuiIsExpected() {
    Answer page = api.get("/gui/anything", "Accept", "text/html", "Authorization", "Bearer no");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("content-type")).startsWith("text/html");
    assertThat(page.text())
        .contains("zone <code>default</code>", "href=\"/openapi.yaml\"", "./meshlog ");
  }

  @Test
  void hasWhatAFirstStartMakes() {
    assertThat(api.get("/meshes/default").status()).isEqualTo(200);
    assertThat(api.get("/zones/default").json().path("enabled").asBoolean()).isTrue();
    assertThat(api.get("/meshes/default/secrets/dataplane-token-signing-key-default-1").status())
        .isEqualTo(200);
    for (String secret :
        new String[] {"zone-token-signing-key-1", "user-token-signing-key-1", "admin-user-token"}) {
      assertThat(api.get("/global-secrets/" + secret).json().path("data").asString()).isNotEmpty();
    }
    assertThat(api.get("/meshes/default/meshtimeouts").json().path("total").asInt()).isEqualTo(2);
    JsonNode generator = api.get("/hostnamegenerators/local-mesh-external-service").json();
    assertThat(generator.path("labels")).isEqualTo(SpecJson.parse("{\"kuma.io/origin\":\"zone\"}"));
    assertThat(generator.at("/spec/template").asString())
        .isEqualTo("{{ .DisplayName }}.extsvc.mesh.local");
  }

  @Test
  void createsReadsReplacesAndDeletes() {
    mesh("crud");
    Answer created = api.put("/meshes/crud/dataplanes/dp-1", dataplane("crud", "dp-1"));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text()).isEqualTo("{}\n");
    assertThat(created.header("ETag")).isEqualTo("\"1\"");
    assertThat(created.header("Meshlog-Position")).matches("[0-9a-f-]{36}:1:\\d+");

    Answer read = api.get("/meshes/crud/dataplanes/dp-1");
    assertThat(read.header("ETag")).isEqualTo("\"1\"");
    assertThat(read.json().path("kri").asString()).isEqualTo("kri_dp_crud_default__dp-1_");
    assertThat(read.json().path("labels").path("kuma.io/proxy-type").asString())
        .isEqualTo("sidecar");
    assertThat(read.json().at("/networking/inbound/0/tags").path("kuma.io/zone").asString())
        .isEqualTo("default");
    assertThat(api.get("/_kri/kri_dp_crud_default__dp-1_").json()).isEqualTo(read.json());

    long head = api.head();
    assertThat(api.put("/meshes/crud/dataplanes/dp-1", dataplane("crud", "dp-1")).status())
        .isEqualTo(200);
    assertThat(api.head()).isEqualTo(head);

    Answer deleted = api.delete("/meshes/crud/dataplanes/dp-1");
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.text()).isEqualTo("{}\n");
    assertThat(api.get("/meshes/crud/dataplanes/dp-1").status()).isEqualTo(404);
    assertThat(api.delete("/meshes/crud/dataplanes/dp-1").json().path("title").asString())
        .isEqualTo("Could not delete a resource");
  }

  /** policies.md 1.4: of equal rank the first name in the alphabet wins. */
  @Test
  void warnsOfAPolicyThatADefaultOverridesByItsName() {
    mesh("vain");
    String policy =
        "{'type':'MeshTimeout','mesh':'vain','name':'%s','spec':{'to':[{'targetRef':{'kind':'Mesh'},"
            + "'default':{'connectionTimeout':'1s'}}]}}";
    Answer late = api.put("/meshes/vain/meshtimeouts/t1", policy.formatted("t1"));
    assertThat(late.json().path("warnings").path(0).asString())
        .startsWith("mesh-timeout-all-vain overrides connectionTimeout");
    Answer early = api.put("/meshes/vain/meshtimeouts/a1", policy.formatted("a1"));
    assertThat(early.json().path("warnings").isMissingNode()).isTrue();
  }

  @Test
  void warnsOfFieldsAndTagsItDoesNotTake() {
    mesh("warn");
    Answer answer =
        api.put(
            "/meshes/warn/dataplanes/dp-1",
            "{'type':'Dataplane','mesh':'warn','name':'dp-1','networking':{'address':'10.0.0.1','advertised_address':'1.1.1.1','inbound':[{'port':80,'tags':{'kuma.io/service':'web','kuma.io/zone':'other'}}]}}");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(
            StreamSupport.stream(answer.json().path("warnings").spliterator(), false)
                .map(JsonNode::asString))
        .hasSize(2)
        .anyMatch(warning -> warning.contains("networking.advertised_address"))
        .anyMatch(warning -> warning.startsWith("networking.inbound[0].tags[\"kuma.io/zone\"]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/meshes/default/dataplanes/bad|nonsense|Bad Request|",
        "/meshes/default/dataplanes/bad|[]|Bad Request|",
        "/meshes/default/dataplanes/bad||Bad Request|",
        "/meshes/bad|{'type':'Mesh','name':'bad'} more|Bad Request|",
        "/meshes/bad|{'type':'Mesh','name':'bad','logging':{'defaultBackend':'a\\u0000'}}|Bad Request|logging.defaultBackend",
        "/meshes/default/dataplanes/bad|{'type':'Dataplane','type':'Mesh'}|Bad Request|",
        "/meshes/default/dataplanes/bad|{'type':'Dataplane','mesh':'default','name':'bad','networking':{'address':'10.0.0.1','inbound':[{'port':'x'}]}}|Bad Request|networking.inbound[0].port",
        "/meshes/default/dataplanes/bad|{'type':'Dataplane','mesh':'default','name':'bad'}|Could not process a resource|networking",
        "/meshes/default/dataplanes/bad|{'type':'Dataplane','mesh':'default','name':'bad','networking':{'address':'10.0.0.1','inbound':[{'port':80}]}}|Could not process a resource|networking.inbound[0].tags[\"kuma.io/service\"]",
        "/meshes/default/dataplanes/bad|{'type':'Dataplane','mesh':'other','name':'bad','networking':{'address':'10.0.0.1'}}|Could not process a resource|mesh",
        "/meshes/default/dataplanes/bad|{'type':'Mesh','mesh':'default','name':'bad','networking':{'address':'10.0.0.1'}}|Could not process a resource|type",
        "/meshes/default/dataplanes/Bad|{'type':'Dataplane','mesh':'default','name':'Bad','networking':{'address':'10.0.0.1'}}|Could not process a resource|name",
        "/meshes/default/dataplanes/bad|{'type':'Dataplane','mesh':'default','name':'bad','labels':{'kuma.io/zone':'x'},'networking':{'address':'10.0.0.1'}}|Could not process a resource|labels[\"kuma.io/zone\"]",
        "/meshes/bad|{'type':'Mesh','name':'bad','mtls':{'backends':[{'name':'x','type':'vault'}]}}|Failed to create a resource|mtls.backends[0].type",
        "/meshes/bad|{'type':'Mesh','name':'bad','mtls':{'enabledBackend':'x'}}|Could not process a resource|mtls.enabledBackend",
        "/zoneingresses/bad|{'type':'ZoneIngress','name':'bad','networking':{'address':'0.0.0.0','port':1}}|Could not process a resource|networking.address.address",
        "/meshes/default/secrets/bad|{'type':'Secret','mesh':'default','name':'bad','data':'%'}|Could not process a resource|data",
        "/zones/a.b|{'type':'Zone','name':'a.b'}|Failed to create a resource|name",
        "/meshes/default/meshtimeouts/bad|{'type':'MeshTimeout','mesh':'default','name':'bad'}|Could not process a resource|",
      })
  void answersBadInputWithItsPathAndChangesNothing(
      String path, String body, String title, String field) {
    long head = api.head();
    Answer answer = api.put(path, body == null ? "" : body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.json().path("title").asString()).isEqualTo(title);
    assertThat(answer.json().path("type").asString()).isEqualTo("/std-errors");
    assertThat(answer.json().path("details")).isEqualTo(answer.json().path("detail"));
    if (field != null) {
      assertThat(answer.json().at("/invalid_parameters/0/field").asString()).isEqualTo(field);
      assertThat(answer.json().at("/causes/0/message"))
          .isEqualTo(answer.json().at("/invalid_parameters/0/reason"));
    }
    assertThat(api.head()).isEqualTo(head);
  }

  @Test
  void boundsTheBody() {
    long head = api.head();
    String filler = "x".repeat(1024 * 1024);
    Answer answer = api.put("/meshes/big", "{'type':'Mesh','name':'big','x':'" + filler + "'}");
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.json().path("title").asString()).isEqualTo("Request body is too large");
    assertThat(api.head()).isEqualTo(head);
  }

  @ParameterizedTest
  @CsvSource({
    "/meshes/nowhere/dataplanes",
    "/meshes/nowhere/dataplanes/dp",
    "/meshes/nowhere/dataplanes/_overview",
    "/meshes/nowhere/meshtimeouts",
  })
  void missesTheMeshFirst(String path) {
    Answer answer = api.get(path);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().path("title").asString()).isEqualTo("Failed to retrieve Mesh");
    assertThat(api.put("/meshes/nowhere/dataplanes/dp", "nonsense").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/versions",
        "/meshes/default/nothing",
        "/dataplanes/dp-1",
        "/meshes/default/dataplanes/dp/extra",
        "/error",
        "/actuator",
        "/actuator/health",
      })
  void answersUnknownPathsInPlainText(String path) {
    Answer answer = api.get(path);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).isEqualTo("404: Page Not Found");
    assertThat(answer.header("Content-Type")).startsWith("text/plain");
    assertThat(api.put(path, "{}").text()).isEqualTo("404: Page Not Found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/history?actor=a%00b", "/meshes/default/dataplanes?name=%00"})
  void refusesANulInAnAddress(String path) {
    Answer answer = api.get(path);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("detail").asString()).contains("NUL");
  }

  @Test
  void answersWrongMethodsAndMediaTypesInPlainText() {
    Answer method = api.post("/meshes/default/dataplanes/dp-1", "{}");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.text()).isEqualTo("405: Method Not Allowed");
    assertThat(method.header("Allow")).isEqualTo("DELETE, GET, PUT");
    Answer overview = api.put("/meshes/default/dataplanes/_overview", "{}");
    assertThat(overview.status()).isEqualTo(405);
    assertThat(overview.header("Allow")).isEqualTo("GET");
    Answer revert =
        api.send(
            HttpRequest.newBuilder(api.uri("/meshes/default/dataplanes/dp-1/_revert"))
                .method("OPTIONS", BodyPublishers.noBody())
                .build());
    assertThat(revert.status()).isEqualTo(200);
    assertThat(revert.header("Allow")).isEqualTo("POST,OPTIONS");
    assertThat(api.get("/meshes/default/dataplanes/dp-1/_revert").status()).isEqualTo(405);

    Answer type =
        api.send(
            HttpRequest.newBuilder(api.uri("/meshes/default"))
                .PUT(BodyPublishers.ofString("{}"))
                .build());
    assertThat(type.status()).isEqualTo(415);
    assertThat(type.text()).isEqualTo("415: Unsupported Media Type");

    Answer accept = api.get("/meshes", "Accept", "text/html");
    assertThat(accept.status()).isEqualTo(406);
    assertThat(accept.text())
        .isEqualTo("406: Not Acceptable\n\nAvailable representations: application/json");
  }

  @Test
  void takesACharsetInTheContentType() {
    Answer answer =
        api.send(
            HttpRequest.newBuilder(api.uri("/meshes/charset"))
                .header("Content-Type", "application/json; charset=utf-8")
                .PUT(BodyPublishers.ofString("{\"type\":\"Mesh\",\"name\":\"charset\"}"))
                .build());
    assertThat(answer.status()).isEqualTo(201);
  }

  @Test
  void pagesAndFilters() {
    mesh("paged");
    for (int i = 1; i <= 5; i++) {
      api.put("/meshes/paged/dataplanes/dp-" + i, dataplane("paged", "dp-" + i));
    }
    JsonNode first = api.get("/meshes/paged/dataplanes?size=2&name=dp").json();
    assertThat(first.path("total").asInt()).isEqualTo(5);
    assertThat(first.path("items").size()).isEqualTo(2);
    assertThat(first.path("next").asString())
        .isEqualTo(
            "http://127.0.0.1:" + api.port() + "/meshes/paged/dataplanes?name=dp&offset=2&size=2");
    JsonNode last = api.get("/meshes/paged/dataplanes?size=2&offset=4").json();
    assertThat(last.path("items").size()).isEqualTo(1);
    assertThat(last.path("next").isNull()).isTrue();
    JsonNode past = api.get("/meshes/paged/dataplanes?offset=99").json();
    assertThat(past.path("items").isEmpty()).isTrue();
    assertThat(
            api.get("/meshes/paged/dataplanes?tag=kuma.io/service:we").json().path("total").asInt())
        .isEqualTo(5);
    assertThat(
            api.get("/meshes/paged/dataplanes?tag=kuma.io/service:db").json().path("total").asInt())
        .isZero();
    assertThat(api.get("/meshes/paged/dataplanes?gateway=true").json().path("total").asInt())
        .isZero();
    assertThat(
            api.get("/meshes/paged/dataplanes?filter%5Blabels.kuma.io/mesh%5D=paged&ingress=true")
                .json()
                .path("total")
                .asInt())
        .isEqualTo(5);
    assertThat(api.get("/dataplanes?name=dp-5").json().at("/items/0/mesh").asString())
        .isEqualTo("paged");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "size=abc|size|invalid format",
        "size=0|size|must be greater than 0",
        "size=1001|size|invalid page size of 1001. Maximum page size is 1000",
        "gateway=x|/meshes/{mesh}/dataplanes.gateway|shoud use `true`, `false`, 'builtin' or 'delegated' instead of x",
        "filter=|/meshes/{mesh}/dataplanes.filter|filters are only supported on labels",
        "offset=&offset=1|offset|must be given once",
        "filter%5Bx%5D=y|/meshes/{mesh}/dataplanes.filter[x]|filters are only supported on labels",
        "asOf=yesterday|asOf|must be a position or an RFC 3339 time, not \"yesterday\"",
        "minPosition=-1|minPosition|must be a position or an RFC 3339 time, not \"-1\"",
        "asOf=999999|asOf|",
      })
  void refusesBadQueries(String query, String field, String reason) {
    Answer answer = api.get("/meshes/default/dataplanes?" + query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/invalid_parameters/0/field").asString()).isEqualTo(field);
    if (reason != null) {
      assertThat(answer.json().at("/invalid_parameters/0/reason").asString()).isEqualTo(reason);
    }
  }

  @Test
  void refusesBadOffsetsAndFormats() {
    assertThat(api.get("/meshes?offset=-1").json().path("detail").asString())
        .startsWith("invalid: ");
    Answer format = api.get("/meshes/default?format=xml");
    assertThat(format.status()).isEqualTo(400);
    assertThat(format.json().at("/invalid_parameters/0/reason").asString())
        .isEqualTo("\"format\" must be one of [\"k8s\", \"kubernetes\", \"universal\"]");
    assertThat(api.get("/meshes/default?format=k8s").json().path("kind").asString())
        .isEqualTo("Mesh");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nokri|bad request: invalid identifier string: \"nokri\"",
        "irk_dp_m__n_d_|bad request: identifier must start with 'kri': \"irk_dp_m__n_d_\"",
        "kri_dp_m|bad request: invalid identifier string: \"kri_dp_m\"",
        "kri_zz_m_z__n_|bad request: unknown short name of resource type: \"kri_zz_m_z__n_\"",
      })
  void refusesBadKris(String kri, String detail) {
    Answer answer = api.get("/_kri/" + kri);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("detail").asString()).isEqualTo(detail);
  }

  @Test
  void comparesVersions() {
    mesh("etag");
    String path = "/meshes/etag/dataplanes/dp-1";
    assertThat(api.put(path, dataplane("etag", "dp-1"), "If-Match", "\"1\"").status())
        .isEqualTo(412);
    assertThat(api.put(path, dataplane("etag", "dp-1"), "If-None-Match", "*").status())
        .isEqualTo(201);
    assertThat(api.put(path, dataplane("etag", "dp-1"), "If-None-Match", "*").status())
        .isEqualTo(412);
    String changed = dataplane("etag", "dp-1").replace("10.0.0.1", "10.0.0.2");
    assertThat(api.put(path, changed, "If-Match", "\"2\"").status()).isEqualTo(412);
    Answer updated = api.put(path, changed, "If-Match", "\"1\"");
    assertThat(updated.status()).isEqualTo(200);
    assertThat(updated.header("ETag")).isEqualTo("\"2\"");
    assertThat(api.put(path, changed, "If-Match", "x").status()).isEqualTo(400);
    assertThat(api.delete(path, "If-Match", "\"1\"").status()).isEqualTo(412);
    assertThat(api.delete(path, "If-Match", "\"2\"").status()).isEqualTo(200);
  }

  @Test
  void doesOnceWhatCarriesOneKey() {
    mesh("once");
    String path = "/meshes/once/dataplanes/dp-1";
    Answer first = api.put(path, dataplane("once", "dp-1"), "Idempotency-Key", "k-1");
    Answer again = api.put(path, dataplane("once", "dp-1"), "Idempotency-Key", "k-1");
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.header("Meshlog-Position")).isEqualTo(first.header("Meshlog-Position"));
    Answer other =
        api.put(
            path,
            dataplane("once", "dp-1").replace("10.0.0.1", "10.0.0.9"),
            "Idempotency-Key",
            "k-1");
    assertThat(other.status()).isEqualTo(422);
    Answer gone = api.delete(path, "Idempotency-Key", "k-2");
    Answer goneAgain = api.delete(path, "Idempotency-Key", "k-2");
    assertThat(goneAgain.status()).isEqualTo(200);
    assertThat(goneAgain.header("Meshlog-Position")).isEqualTo(gone.header("Meshlog-Position"));
    assertThat(api.delete(path, "Idempotency-Key", "k-3").status()).isEqualTo(404);
  }

  @Test
  void tellsThePast() {
    mesh("past");
    String path = "/meshes/past/dataplanes/dp-1";
    String position = api.put(path, dataplane("past", "dp-1")).header("Meshlog-Position");
    String number = position.substring(position.lastIndexOf(':') + 1);
    api.put(path, dataplane("past", "dp-1").replace("10.0.0.1", "10.0.0.7"));
    api.delete(path);
    for (String at : new String[] {position, number}) {
      JsonNode then = api.get(path + "?asOf=" + at).json();
      assertThat(then.at("/networking/address").asString()).isEqualTo("10.0.0.1");
    }
    assertThat(api.get(path + "?asOf=2001-01-01T00:00:00Z").status()).isEqualTo(404);
    assertThat(api.get("/meshes/past/dataplanes?asOf=" + number).json().path("total").asInt())
        .isEqualTo(1);

    JsonNode history = api.get(path + "/history").json();
    assertThat(history.path("items").size()).isEqualTo(3);
    assertThat(history.at("/items/0/change").asString()).isEqualTo("deleted");
    assertThat(history.at("/items/1/change").asString()).isEqualTo("updated");
    assertThat(history.at("/items/1/before/spec/networking/address").asString())
        .isEqualTo("10.0.0.1");
    assertThat(history.at("/items/1/after/spec/networking/address").asString())
        .isEqualTo("10.0.0.7");
    assertThat(history.at("/items/2/change").asString()).isEqualTo("created");
    assertThat(history.at("/items/2/position").asString()).isEqualTo(position);
    assertThat(history.at("/items/2/actor").asString()).isEqualTo("mesh-system:admin");
    assertThat(api.get("/meshes/past/dataplanes/never/history").status()).isEqualTo(404);
  }

  @Test
  void waitsForAPosition() {
    assertThat(api.get("/meshes?minPosition=" + api.head()).status()).isEqualTo(200);
    Answer early = api.get("/meshes?minPosition=" + (api.head() + 1000) + "&timeout=1ms");
    assertThat(early.status()).isEqualTo(504);
  }

  @Test
  void makesTheCertificateAuthorityWithTheMesh() {
    long before = api.head();
    Answer created =
        api.put(
            "/meshes/secure",
            "{'type':'Mesh','name':'secure','skipCreatingInitialPolicies':['*'],'mtls':{'enabledBackend':'ca-1','backends':[{'name':'ca-1','type':'builtin'}]}}");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("ETag")).isEqualTo("\"1\"");
    assertThat(api.head()).isEqualTo(before + 4);
    String certificate =
        api.get("/meshes/secure/secrets/secure.ca-builtin-cert-ca-1")
            .json()
            .path("data")
            .asString();
    assertThat(new String(java.util.Base64.getDecoder().decode(certificate)))
        .startsWith("-----BEGIN CERTIFICATE-----");
    assertThat(api.get("/meshes/secure/meshtimeouts").json().path("total").asInt()).isZero();

    Answer inUse = api.delete("/meshes/secure/secrets/secure.ca-builtin-cert-ca-1");
    assertThat(inUse.status()).isEqualTo(400);
    assertThat(inUse.json().at("/invalid_parameters/0/reason").asString())
        .startsWith("The secret \"secure.ca-builtin-cert-ca-1\" that you are trying to remove");

    Answer changed =
        api.put(
            "/meshes/secure",
            "{'type':'Mesh','name':'secure','mtls':{'enabledBackend':'ca-2','backends':[{'name':'ca-2','type':'builtin'}]}}");
    assertThat(changed.json().path("title").asString()).isEqualTo("Failed to update a resource");
    assertThat(changed.json().at("/invalid_parameters/0/field").asString())
        .isEqualTo("mtls.enabledBackend");
  }

  @Test
  void addsTheAuthorityWhenMutualTlsIsTurnedOnLater() {
    mesh("later");
    assertThat(api.get("/meshes/later/secrets/later.ca-builtin-key-ca-1").status()).isEqualTo(404);
    String on =
        "{'type':'Mesh','name':'later','mtls':{'enabledBackend':'ca-1','backends':[{'name':'ca-1','type':'builtin'}]}}";
    assertThat(api.put("/meshes/later", on).status()).isEqualTo(200);
    assertThat(api.get("/meshes/later/secrets/later.ca-builtin-key-ca-1").status()).isEqualTo(200);
    long head = api.head();
    assertThat(api.put("/meshes/later", on).status()).isEqualTo(200);
    assertThat(api.head()).isEqualTo(head);
  }

  @Test
  void keepsProxiesOutThatTheMeshDoesNotWant() {
    assertThat(
            api.put(
                    "/meshes/closed",
                    "{'type':'Mesh','name':'closed','constraints':{'dataplaneProxy':{'restrictions':[{'tags':{'kuma.io/service':'*'}}]}}}")
                .status())
        .isEqualTo(201);
    long head = api.head();
    Answer refused = api.put("/meshes/closed/dataplanes/dp-1", dataplane("closed", "dp-1"));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().path("title").asString()).isEqualTo("Failed to create a resource");
    assertThat(refused.json().at("/invalid_parameters/0/field").asString())
        .isEqualTo("networking.inbound[0].tags");
    assertThat(refused.json().at("/invalid_parameters/0/reason").asString())
        .startsWith("dataplane cannot be a member of mesh \"closed\" because its tags");
    assertThat(api.head()).isEqualTo(head);
    assertThat(api.delete("/meshes/closed").status()).isEqualTo(200);
  }

  @Test
  void keepsAMeshWithDataplanesAndRemovesAnEmptyOneWithAllItHolds() {
    mesh("full");
    api.put("/meshes/full/dataplanes/dp-1", dataplane("full", "dp-1"));
    long head = api.head();
    Answer refused = api.delete("/meshes/full");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().at("/invalid_parameters/0/field").asString()).isEqualTo("mesh");
    assertThat(api.head()).isEqualTo(head);
    api.delete("/meshes/full/dataplanes/dp-1");
    assertThat(api.delete("/meshes/full").status()).isEqualTo(200);
    assertThat(api.get("/secrets?name=full").json().path("total").asInt()).isZero();
  }

  @Test
  void storesSecretsAndRewritesNothingWhenTheyAreEqual() {
    String path = "/meshes/default/secrets/mine";
    String body = "{'type':'Secret','mesh':'default','name':'mine','data':'c2VzYW1l'}";
    assertThat(api.put(path, body).status()).isEqualTo(201);
    JsonNode secret = api.get(path).json();
    assertThat(secret.path("data").asString()).isEqualTo("c2VzYW1l");
    assertThat(secret.has("sealed")).isFalse();
    assertThat(secret.has("kri")).isFalse();
    long head = api.head();
    assertThat(api.put(path, body).status()).isEqualTo(200);
    assertThat(api.head()).isEqualTo(head);
    assertThat(api.get(path + "/history").text()).doesNotContain("ciphertext", "c2VzYW1l");
    assertThat(api.delete(path).status()).isEqualTo(200);
  }

  @Test
  void keepsSecretsFromAllButAdmins() {
    String[] stranger = {"X-Forwarded-For", "10.1.1.1"};
    Answer denied = api.get("/meshes/default/secrets", stranger);
    assertThat(denied.status()).isEqualTo(403);
    assertThat(denied.json().path("title").asString()).isEqualTo("Access Denied");
    assertThat(denied.json().path("detail").asString())
        .isEqualTo(
            "user \"mesh-system:anonymous/mesh-system:unauthenticated\" cannot access the resource"
                + " of type \"Secret\"");
    assertThat(api.get("/global-secrets/admin-user-token", stranger).status()).isEqualTo(403);
    assertThat(api.get("/global-secrets/admin-user-token/history", stranger).status())
        .isEqualTo(403);
    assertThat(
            api.put("/global-secrets/x", "{'type':'GlobalSecret','name':'x'}", stranger).status())
        .isEqualTo(403);
    assertThat(api.delete("/global-secrets/admin-user-token", stranger).status()).isEqualTo(403);
    assertThat(api.put("/global-secrets/x", "{'type':'x','name':'x'}", stranger).status())
        .isEqualTo(400);
    assertThat(api.get("/meshes", stranger).status()).isEqualTo(200);
  }

  @Test
  void knowsUsersByTheirTokens() {
    String data = api.get("/global-secrets/admin-user-token").json().path("data").asString();
    String admin = new String(java.util.Base64.getDecoder().decode(data));
    String[] asAdmin = {"X-Forwarded-For", "10.1.1.1", "Authorization", "Bearer " + admin};
    JsonNode me = api.get("/who-am-i", asAdmin).json();
    assertThat(me.path("name").asString()).isEqualTo("mesh-system:admin");
    assertThat(me.path("groups").size()).isEqualTo(2);
    assertThat(api.get("/secrets", asAdmin).status()).isEqualTo(200);

    Answer issued =
        api.post("/tokens/user", "{'name':'john','groups':['team-a'],'validFor':'1h'}", asAdmin);
    assertThat(issued.status()).isEqualTo(200);
    assertThat(issued.header("Content-Type")).startsWith("text/plain");
    String[] asJohn = {"X-Forwarded-For", "10.1.1.1", "Authorization", "Bearer " + issued.text()};
    assertThat(api.get("/who-am-i", asJohn).json().path("name").asString()).isEqualTo("john");
    assertThat(api.get("/secrets", asJohn).status()).isEqualTo(403);
    assertThat(api.post("/tokens/user", "{}", asJohn).json().path("detail").asString())
        .isEqualTo("action not allowed");

    Answer bad =
        api.get("/meshes", "X-Forwarded-For", "10.1.1.1", "Authorization", "Bearer nonsense");
    assertThat(bad.status()).isEqualTo(401);
    assertThat(bad.json().path("title").asString()).isEqualTo("Invalid authentication data");
    assertThat(api.get("/meshes", "Authorization", "Bearer nonsense").status()).isEqualTo(200);
  }

  @Test
  void makesTokensOfProxies() {
    Answer dataplane = api.post("/tokens/dataplane", "{'name':'dp-1','mesh':'default'}");
    assertThat(dataplane.status()).isEqualTo(200);
    assertThat(dataplane.text()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    assertThat(api.post("/tokens/zone", "{'zone':'default','scope':['ingress']}").status())
        .isEqualTo(200);
    Answer noKey = api.post("/tokens/dataplane", "{'mesh':'nowhere'}");
    assertThat(noKey.status()).isEqualTo(404);
    assertThat(noKey.json().path("title").asString()).isEqualTo("Signing Key not found");
    Answer unreadable = api.post("/tokens/dataplane", "nonsense");
    assertThat(unreadable.status()).isEqualTo(400);
    assertThat(unreadable.text()).isEmpty();
    Answer invalid = api.post("/tokens/dataplane", "{'validFor':'soon','type':'x'}");
    assertThat(invalid.json().path("title").asString()).isEqualTo("Invalid request");
    assertThat(invalid.json().path("invalid_parameters").size()).isEqualTo(3);
    Answer denied = api.post("/tokens/zone", "{'zone':'z'}", "X-Forwarded-For", "10.1.1.1");
    assertThat(denied.json().path("detail").asString())
        .endsWith("cannot access generate zone token for zone 'z'");
  }

  @Test
  void showsOverviewsWithAndWithoutInsight() {
    mesh("seen");
    api.put("/meshes/seen/dataplanes/dp-1", dataplane("seen", "dp-1"));
    JsonNode one = api.get("/meshes/seen/dataplanes/dp-1/_overview").json();
    assertThat(one.path("type").asString()).isEqualTo("DataplaneOverview");
    assertThat(one.at("/dataplane/networking/address").asString()).isEqualTo("10.0.0.1");
    assertThat(one.path("dataplaneInsight").isEmpty()).isTrue();
    assertThat(one.has("dataplaneInsight")).isTrue();
    JsonNode list = api.get("/meshes/seen/dataplanes+insights").json();
    assertThat(list.at("/items/0").has("dataplaneInsight")).isFalse();
    api.bean(io.meshlog.store.insight.InsightStore.class)
        .put("DataplaneInsight", "seen", "dp-1", "default", "{\"subscriptions\":[{\"id\":\"1\"}]}");
    assertThat(
            api.get("/meshes/seen/dataplanes/_overview")
                .json()
                .at("/items/0/dataplaneInsight/subscriptions/0/id")
                .asString())
        .isEqualTo("1");
    assertThat(api.get("/zones/_overview").json().at("/items/0/zone/enabled").asBoolean()).isTrue();
  }

  @Test
  void keepsAZoneThatIsOnline() {
    api.put("/zones/far", "{'type':'Zone','name':'far'}");
    var insights = api.bean(io.meshlog.store.insight.InsightStore.class);
    insights.put(
        "ZoneInsight",
        "",
        "far",
        "",
        "{\"subscriptions\":[{\"connectTime\":\"2026-01-01T00:00:00Z\"}]}");
    Answer refused = api.delete("/zones/far");
    assertThat(refused.json().at("/invalid_parameters/0/reason").asString())
        .isEqualTo("unable to delete Zone, Zone CP is still connected, please shut it down first");
    insights.put("ZoneInsight", "", "far", "", "{\"subscriptions\":[]}");
    assertThat(api.delete("/zones/far").status()).isEqualTo(200);
  }

  @Test
  void listsItsTypes() {
    JsonNode resources = api.get("/_resources").json().path("resources");
    assertThat(
            StreamSupport.stream(resources.spliterator(), false)
                .map(node -> node.path("name").asString()))
        .isSorted()
        .contains("Dataplane", "Mesh", "MeshTimeout", "Zone");
    JsonNode policies = api.get("/policies").json().path("policies");
    assertThat(
            StreamSupport.stream(policies.spliterator(), false)
                .map(node -> node.path("path").asString()))
        .contains("meshtimeouts", "meshhttproutes", "meshtrafficpermissions");
  }

  @Test
  void showsAStatusWhereTheTypeHasOneAndNamesForTls() {
    String path = "/meshes/default/meshservices/shown";
    api.put(
        path,
        "{'type':'MeshService','mesh':'default','name':'shown','status':{'vips':[{'ip':'1.1.1.1'}]},'spec':{'ports':[{'port':443,'name':'web'},{'port':80}]}}");
    JsonNode shown = api.get(path).json();
    assertThat(shown.path("snis"))
        .isEqualTo(
            SpecJson.parse(
                "[{\"port\":80,\"sni\":\"sni.msvc.default.default.shown.80\"},{\"port\":443,\"sni\":\"sni.msvc.default.default.shown.web\"}]"));
    assertThat(shown.at("/status/vips/0/ip").asString()).matches("241(\\.\\d+){3}");
    assertThat(shown.path("status").path("addresses"))
        .isEqualTo(
            SpecJson.parse(
                "[{\"hostname\":\"shown.svc.mesh.local\",\"origin\":\"HostnameGenerator\",\"hostnameGeneratorRef\":{\"coreName\":\"local-universal-mesh-service\"}}]"));
    assertThat(shown.path("status").path("hostnameGenerators"))
        .isEqualTo(
            SpecJson.parse(
                "[{\"hostnameGeneratorRef\":{\"coreName\":\"local-universal-mesh-service\"},\"conditions\":[{\"type\":\"Generated\",\"status\":\"True\",\"reason\":\"Generated\",\"message\":\"\"}]}]"));
    assertThat(api.get("/meshes/default/meshservices").json().path("items")).contains(shown);
    assertThat(api.get(path + "/_hostnames").json())
        .isEqualTo(
            SpecJson.parse(
                "{\"items\":[{\"hostname\":\"shown.svc.mesh.local\",\"zones\":[{\"name\":\"default\"}]}],\"total\":1}"));
    // Derived, so no one's to write: nothing of it is in the log.
    long head = api.head();
    api.put(
        "/hostnamegenerators/extra",
        "{'type':'HostnameGenerator','name':'extra','spec':{'selector':{'meshService':{'matchLabels':{'kuma.io/mesh':'default'}}},'template':'{{ .DisplayName }}.extra'}}");
    assertThat(api.get(path).json().at("/status/addresses/0/hostname").asString())
        .isEqualTo("shown.extra");
    assertThat(api.head()).isEqualTo(head + 1);
    assertThat(api.delete("/hostnamegenerators/extra").status()).isEqualTo(200);
    assertThat(api.delete(path).status()).isEqualTo(200);

    Answer none = api.get(path + "/_hostnames");
    assertThat(none.status()).isEqualTo(404);
    assertThat(none.json().path("title").asString()).isEqualTo("could not retrieve service");
    Answer other = api.get("/meshes/default/dataplanes/a/_hostnames");
    assertThat(other.status()).isEqualTo(400);
    assertThat(other.json().path("title").asString())
        .isEqualTo(
            "only \"meshservices,meshexternalservices,meshmultizoneservices\" are available for inspection");
    assertThat(other.json().has("invalid_parameters")).isFalse();

    String retry = "/meshes/default/meshretries/mesh-retry-all-default";
    assertThat(api.get(retry).json().has("status")).isFalse();
    String workload = "/meshes/default/workloads/w";
    api.put(workload, "{'type':'Workload','mesh':'default','name':'w','spec':{}}");
    assertThat(api.get(workload).json().path("status"))
        .isEqualTo(
            SpecJson.parse("{\"dataplaneProxies\":{\"connected\":0,\"healthy\":0,\"total\":0}}"));
    assertThat(api.get(workload).json().path("spec").isObject()).isTrue();
  }

  @Test
  void countsTheProxiesBehindAServiceAndAWorkload() throws Exception {
    api.put(
        "/meshes/counted",
        "{'type':'Mesh','name':'counted','mtls':{'enabledBackend':'ca','backends':[{'name':'ca','type':'builtin'}]}}");
    for (String name : new String[] {"up", "down", "sick"}) {
      api.put(
          "/meshes/counted/dataplanes/" + name,
          ("{'type':'Dataplane','mesh':'counted','name':'NAME','labels':{'kuma.io/workload':'w'},'networking':{'address':'10.0.0.1','inbound':["
                  + "{'port':80,'tags':{'kuma.io/service':'web'},'state':'STATE'},{'port':81,'tags':{'kuma.io/service':'web'}}]}}")
              .replace("NAME", name)
              .replace("STATE", name.equals("sick") ? "NotReady" : "Ready"));
    }
    String path = "/meshes/counted/meshservices/web";
    api.put(
        path,
        "{'type':'MeshService','mesh':'counted','name':'web','spec':{'selector':{'dataplaneTags':{'kuma.io/service':'web'}},'ports':[{'port':80},{'port':8081,'targetPort':81}]}}");
    api.put(
        "/meshes/counted/workloads/w", "{'type':'Workload','mesh':'counted','name':'w','spec':{}}");
    JsonNode before = api.get(path).json().path("status");
    assertThat(before.path("dataplaneProxies"))
        .isEqualTo(SpecJson.parse("{\"healthy\":2,\"total\":3}"));
    assertThat(before.at("/tls/status").asString()).isEqualTo("NotReady");

    var insights = api.bean(io.meshlog.store.insight.InsightStore.class);
    for (String name : new String[] {"up", "down", "sick"}) {
      insights.put(
          "DataplaneInsight",
          "counted",
          name,
          "default",
          "{\"subscriptions\":[{\"connectTime\":\"2026-01-01T00:00:00Z\"END}],\"mTLS\":{\"issuedBackend\":\"ca\"}}"
              .replace(
                  "END",
                  name.equals("down") ? ",\"disconnectTime\":\"2026-01-01T00:00:01Z\"" : ""));
    }
    JsonNode after = api.get(path).json().path("status");
    assertThat(after.path("dataplaneProxies"))
        .isEqualTo(SpecJson.parse("{\"connected\":2,\"healthy\":2,\"total\":3}"));
    assertThat(after.at("/tls/status").asString()).isEqualTo("Ready");
    assertThat(api.get("/meshes/counted/workloads/w").json().at("/status/dataplaneProxies"))
        .isEqualTo(SpecJson.parse("{\"connected\":2,\"healthy\":3,\"total\":3}"));
    // Connections have no history.
    assertThat(api.get(path + "?asOf=" + api.head()).json().at("/status/dataplaneProxies"))
        .isEqualTo(SpecJson.parse("{\"healthy\":2,\"total\":3}"));
  }

  @Test
  void showsItsConfigWithoutPasswords() {
    Answer config = api.get("/config");
    assertThat(config.json().at("/apiServer/http/port").asInt()).isZero();
    assertThat(config.json().at("/mode").asString()).isEqualTo("zone");
    assertThat(config.json().at("/store/postgres/password").asString()).isEqualTo("*****");
    assertThat(config.json().at("/multizone/zone/name").asString()).isEqualTo("default");
  }

  @Test
  void answersProbesOnTheDiagnosticsPort() {
    for (String path : new String[] {"/ready", "/ready/api", "/healthy"}) {
      Answer answer = api.send(HttpRequest.newBuilder(api.diagnostics(path)).build());
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEmpty();
    }
    assertThat(api.send(HttpRequest.newBuilder(api.diagnostics("/metrics")).build()).text())
        .contains(
            "meshlog_image_position",
            "meshlog_log_position",
            "meshlog_fold_lag_events 0.0",
            "meshlog_append_queue 0.0",
            "meshlog_missed_notifications 0.0",
            "meshlog_role_held{role=\"housekeeping\"} 1.0",
            "meshlog_role_term{role=\"housekeeping\"} 1.0",
            "meshlog_replicas 1.0",
            "jvm_memory_used_bytes");
    assertThat(api.send(HttpRequest.newBuilder(api.diagnostics("/nothing")).build()).status())
        .isEqualTo(404);
  }

  private static Answer logging(String method, String path, String body) {
    return api.send(
        HttpRequest.newBuilder(api.diagnostics("/logging" + path))
            .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
            .build());
  }

  @Test
  void logLevelsAreSetAndTakenBackOnTheDiagnosticsPort() {
    Logger logger = LoggerFactory.getLogger("io.meshlog.api.SomeTest");
    assertThat(logger.isInfoEnabled()).isFalse();
    assertThat(logging("GET", "", "").text().strip()).isEqualTo("{\"components\":{}}");
    assertThat(logging("PUT", "", "{'component':'io.meshlog.api','level':'debug'}").status())
        .isEqualTo(200);
    assertThat(logging("PUT", "", "{'component':'io.meshlog','level':'off'}").status())
        .isEqualTo(200);
    assertThat(logger.isDebugEnabled()).isTrue();
    assertThat(logger.isTraceEnabled()).isFalse();
    assertThat(logging("GET", "", "").json().path("components"))
        .isEqualTo(SpecJson.parse("{\"io.meshlog\":\"off\",\"io.meshlog.api\":\"debug\"}"));
    assertThat(logging("DELETE", "/io.meshlog.api", "").status()).isEqualTo(200);
    assertThat(logger.isErrorEnabled()).isFalse();
    assertThat(logging("DELETE", "", "").json().path("components"))
        .isEqualTo(SpecJson.parse("{\"io.meshlog\":\"off\"}"));
    assertThat(logger.isWarnEnabled()).isTrue();
    assertThat(logger.isInfoEnabled()).isFalse();
    assertThat(logging("GET", "", "").json().path("components").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT    |    | nonsense                                 | 400 | invalid request body",
        "PUT    |    | {'component':'io.meshlog','level':'loud'} | 400 | invalid log level: 'loud' is none of off, error, warn, info, debug, trace",
        "PUT    |    | {'component':'a b','level':'info'}       | 400 | the component's name must have",
        "PUT    |    | {'level':'info'}                         | 400 | the component's name must have",
        "PUT    |    | {'component':'xds-server','level':'info'} | 400 | nothing logs as 'xds-server' or below it",
        "DELETE | /  | ''                                       | 400 | the component's name must have",
        "POST   |    | ''                                       | 405 | method not allowed",
      })
  void whatIsNoLogLevelIsRefused(String method, String path, String body, int status, String text) {
    Answer answer = logging(method, path == null ? "" : path, body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).contains(text);
    assertThat(logging("GET", "", "").json().path("components").isEmpty()).isTrue();
  }

  /** Whatever else is wrong with the request. */
  @Test
  void aMethodThatAPathDoesNotHaveIs405() {
    for (String path : new String[] {"/zones/_overview?asOf=0", "/zones/_overview?asOf=%00"}) {
      Answer answer = api.put(path, "{}");
      assertThat(answer.status()).as(path).isEqualTo(405);
      assertThat(answer.header("Allow")).isEqualTo("GET");
    }
  }
}
