package io.meshlog.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi.Answer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Who changed what when, and every read of the past. */
class HistoryApiSliceTest {
  private static final String[] STRANGER = {"X-Forwarded-For", "10.1.1.1"};
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

  private static String dataplane(String mesh, String name, String address) {
    return "{'type':'Dataplane','mesh':'%s','name':'%s','networking':{'address':'%s','inbound':[{'port':80,'tags':{'kuma.io/service':'web'}}]}}"
        .formatted(mesh, name, address);
  }

  private static String timeout(String mesh, String name, String value) {
    return "{'type':'MeshTimeout','mesh':'%s','name':'%s','spec':{'targetRef':{'kind':'Mesh'},'to':[{'targetRef':{'kind':'Mesh'},'default':{'connectionTimeout':'%s'}}]}}"
        .formatted(mesh, name, value);
  }

  private static void mesh(String name) {
    ok(
        api.put(
            "/meshes/" + name,
            "{'type':'Mesh','name':'" + name + "','skipCreatingInitialPolicies':['*']}"));
  }

  private static Answer ok(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isBetween(200, 201);
    return answer;
  }

  private static long position(Answer answer) {
    String text = answer.header("Meshlog-Position");
    return Long.parseLong(text.substring(text.lastIndexOf(':') + 1));
  }

  private static List<String> names(JsonNode page) {
    return page.path("items").valueStream().map(item -> item.path("name").asString()).toList();
  }

  @Test
  void tellsOfEverythingWithTheDifference() {
    mesh("told");
    String path = "/meshes/told/dataplanes/dp-1";
    ok(
        api.put(
            path,
            dataplane("told", "dp-1", "10.0.0.1"),
            "X-Request-Id",
            "first",
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    ok(api.put(path, dataplane("told", "dp-1", "10.0.0.2")));
    Answer deleted = ok(api.delete(path));

    JsonNode history = ok(api.get("/history?mesh=told&type=Dataplane")).json();
    assertThat(history.path("items").size()).isEqualTo(3);
    assertThat(history.path("next").isNull()).isTrue();
    assertThat(history.path("prev").isNull()).isTrue();
    JsonNode gone = history.at("/items/0");
    assertThat(gone.path("change").asString()).isEqualTo("deleted");
    assertThat(gone.path("position").asString()).isEqualTo(deleted.header("Meshlog-Position"));
    assertThat(gone.path("difference")).isEqualTo(json("[{'op':'remove','path':''}]"));
    assertThat(gone.path("after").isNull()).isTrue();
    JsonNode updated = history.at("/items/1");
    assertThat(updated.path("change").asString()).isEqualTo("updated");
    assertThat(updated.path("version").asInt()).isEqualTo(2);
    assertThat(updated.path("difference"))
        .isEqualTo(json("[{'op':'replace','path':'/spec/networking/address','value':'10.0.0.2'}]"));
    assertThat(updated.at("/before/spec/networking/address").asString()).isEqualTo("10.0.0.1");
    JsonNode created = history.at("/items/2");
    assertThat(created.path("change").asString()).isEqualTo("created");
    assertThat(created.path("type").asString()).isEqualTo("Dataplane");
    assertThat(created.path("mesh").asString()).isEqualTo("told");
    assertThat(created.path("name").asString()).isEqualTo("dp-1");
    assertThat(created.path("origin").asString()).isEqualTo("zone:default");
    assertThat(created.path("actor").asString()).isEqualTo("mesh-system:admin");
    assertThat(created.path("requestId").asString()).isEqualTo("first");
    assertThat(created.path("trace").asString()).startsWith("00-0af76519");
    assertThat(created.path("time").asString()).endsWith("Z");
    assertThat(created.at("/difference/0/op").asString()).isEqualTo("add");

    assertThat(api.get(path + "/history").json()).isEqualTo(history);
    JsonNode ofMesh = api.get("/meshes/told/history").json();
    assertThat(ofMesh.path("items").size()).isGreaterThan(3);
    assertThat(names(ofMesh)).contains("told", "dp-1");
    assertThat(api.get("/meshes/told/history?type=Mesh").json().at("/items/0/change").asString())
        .isEqualTo("created");
    assertThat(api.get("/meshes/nowhere/history").status()).isEqualTo(404);
    assertThat(api.get(path + "/history?size=1&from=" + (api.head() + 5)).json().path("items"))
        .isEmpty();
  }

  private static JsonNode json(String text) {
    return io.meshlog.model.json.SpecJson.parse(text.replace('\'', '"'));
  }

  @Test
  void leavesOutWhatIsNotIncluded() {
    mesh("slim");
    String query = "/meshes/slim/history?type=Mesh&include=";
    JsonNode slim = api.get(query + "difference").json().at("/items/0");
    assertThat(slim.has("difference")).isTrue();
    assertThat(slim.has("before") || slim.has("after")).isFalse();
    JsonNode bare = api.get(query).json().at("/items/0");
    assertThat(bare.has("difference") || bare.has("before") || bare.has("after")).isFalse();
  }

  @Test
  void pagesBothWays() {
    mesh("paged");
    for (int i = 0; i < 7; i++) {
      ok(api.put("/meshes/paged/dataplanes/d" + i, dataplane("paged", "d" + i, "10.0.0.1")));
    }
    List<String> down = new ArrayList<>();
    List<JsonNode> pages = new ArrayList<>();
    String next = "/history?mesh=paged&type=Dataplane&size=3&include=";
    while (next != null) {
      JsonNode page = ok(follow(next)).json();
      pages.add(page);
      down.addAll(names(page));
      next = page.path("next").asStringOpt().orElse(null);
    }
    assertThat(down).containsExactly("d6", "d5", "d4", "d3", "d2", "d1", "d0");
    assertThat(pages).hasSize(3);
    assertThat(pages.getFirst().path("prev").isNull()).isTrue();
    JsonNode middle = ok(follow(pages.getLast().path("prev").asString())).json();
    assertThat(names(middle)).isEqualTo(names(pages.get(1)));
    JsonNode newest = ok(follow(middle.path("prev").asString())).json();
    assertThat(names(newest)).isEqualTo(names(pages.getFirst()));
    assertThat(newest.path("prev").isNull()).isTrue();
    ok(api.put("/meshes/paged/dataplanes/d7", dataplane("paged", "d7", "10.0.0.1")));
    JsonNode later = ok(follow(pages.get(1).path("prev").asString() + "&size=9")).json();
    assertThat(names(later)).startsWith("d7");
  }

  private static Answer follow(String link) {
    String path = link.startsWith("http") ? link.substring(link.indexOf('/', 8)) : link;
    // Of a parameter that is given twice the first counts: the later size is for the test below.
    return path.endsWith("&size=9")
        ? api.get(path.replace("&size=9", "").replaceAll("size=\\d+", "size=9"))
        : api.get(path);
  }

  @Test
  void findsByActorNamePositionAndTime() {
    mesh("found");
    Answer first = ok(api.put("/meshes/found/dataplanes/a", dataplane("found", "a", "10.0.0.1")));
    Answer second = ok(api.put("/meshes/found/dataplanes/b", dataplane("found", "b", "10.0.0.1")));
    ok(api.put("/meshes/found/dataplanes/a", dataplane("found", "a", "10.0.0.2"), STRANGER));
    String base = "/history?mesh=found&type=Dataplane";

    assertThat(names(api.get(base + "&name=a").json())).containsExactly("a", "a");
    assertThat(names(api.get(base + "&actor=mesh-system:anonymous").json())).containsExactly("a");
    assertThat(names(api.get(base + "&actor=nobody").json())).isEmpty();
    assertThat(names(api.get(base + "&to=" + position(second)).json())).containsExactly("b", "a");
    assertThat(names(api.get(base + "&from=" + second.header("Meshlog-Position")).json()))
        .containsExactly("a", "b");
    assertThat(names(api.get(base + "&asOf=" + position(first)).json())).containsExactly("a");
    String time = api.get(base + "&to=" + position(second)).json().at("/items/0/time").asString();
    assertThat(names(api.get(base + "&from=" + time).json())).containsExactly("a", "b");
    assertThat(names(api.get(base + "&to=" + time).json())).containsExactly("b", "a");
    assertThat(names(api.get(base + "&to=2001-01-01T00:00:00+02:00").json())).isEmpty();
    assertThat(api.get("/history?type=Log").json().path("items")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "from=yesterday,from",
    "to=-1,to",
    "from=00000000-0000-0000-0000-000000000000:1:1,from",
    "size=0,size",
    "size=1001,size",
    "size=x,size",
    "before=0,before",
    "before=5&after=1,after",
    "after=-1,after",
    "type=Nonsense,type",
    "include=everything,include",
    "asOf=99999999,asOf",
    "asOf=soon,asOf"
  })
  void namesTheWrongParameter(String query, String field) {
    Answer answer = api.get("/history?" + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.json().at("/invalid_parameters/0/field").asString()).isEqualTo(field);
  }

  @Test
  void neverShowsASecretAndTellsOfThemToAdminsOnly() {
    mesh("hush");
    String path = "/meshes/hush/secrets/s";
    ok(api.put(path, "{'type':'Secret','mesh':'hush','name':'s','data':'Zmlyc3Q='}"));
    ok(api.put(path, "{'type':'Secret','mesh':'hush','name':'s','data':'c2Vjb25k'}"));
    Answer told = ok(api.get("/history?mesh=hush&type=Secret&name=s"));
    assertThat(told.json().path("items").size()).isEqualTo(2);
    assertThat(told.json().at("/items/0/contentHidden").asBoolean()).isTrue();
    assertThat(told.json().at("/items/0/difference")).isEmpty();
    for (String text :
        List.of(
            told.text(), api.get("/history?size=1000").text(), api.get(path + "/history").text())) {
      assertThat(text).doesNotContain("ciphertext", "nonce", "Zmlyc3Q=", "c2Vjb25k");
    }
    assertThat(api.get("/history?mesh=hush&type=Secret", STRANGER).status()).isEqualTo(403);
    assertThat(api.get(path + "/history", STRANGER).status()).isEqualTo(403);
    Answer open = ok(api.get("/meshes/hush/history?size=1000", STRANGER));
    assertThat(open.text()).contains("\"Mesh\"").doesNotContain("Secret");
  }

  /** Of each kind of read: the answer of a past position is the answer that was given then. */
  @Test
  void readsThePast() {
    mesh("then");
    ok(api.put("/meshes/then/dataplanes/a", dataplane("then", "a", "10.0.0.1")));
    ok(api.put("/meshes/then/meshtimeouts/t", timeout("then", "t", "1s")));
    List<String> reads =
        List.of(
            "/meshes/then",
            "/meshes/then/dataplanes",
            "/meshes/then/dataplanes/a",
            "/meshes/then/meshtimeouts/t?format=k8s",
            "/dataplanes?size=1000",
            "/meshes/then/dataplanes/_overview",
            "/meshes/then/dataplanes/a/_overview",
            "/meshes/then/dataplanes+insights",
            "/meshes/then/meshtimeouts",
            "/_kri/kri_mt_then_default__t_",
            "/meshes/then/history?size=1000",
            "/meshes/then/meshtimeouts/t/history");
    long then = api.head();
    String time = api.get("/history?size=1").json().at("/items/0/time").asString();
    List<JsonNode> answers = reads.stream().map(read -> ok(api.get(read)).json()).toList();
    ok(api.put("/meshes/then/dataplanes/a", dataplane("then", "a", "10.0.0.2")));
    ok(api.put("/meshes/then/dataplanes/b", dataplane("then", "b", "10.0.0.2")));
    ok(api.delete("/meshes/then/meshtimeouts/t"));
    for (int i = 0; i < reads.size(); i++) {
      String read = reads.get(i) + (reads.get(i).contains("?") ? "&" : "?") + "asOf=";
      assertThat(withoutLinks(ok(api.get(read + then))))
          .as(read)
          .isEqualTo(withoutLinks(answers.get(i)));
      assertThat(withoutLinks(ok(api.get(read + time))))
          .as(read + time)
          .isEqualTo(withoutLinks(answers.get(i)));
    }
    assertThat(api.get("/meshes/then/meshtimeouts/t").status()).isEqualTo(404);
  }

  private static String withoutLinks(Answer answer) {
    return withoutLinks(answer.json());
  }

  private static String withoutLinks(JsonNode answer) {
    return answer.toString().replaceAll("\"(next|prev)\":\"[^\"]*\"", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "POST"})
  void writesOnlyNow(String method) {
    long head = api.head();
    String path = method.equals("POST") ? "/tokens/dataplane" : "/meshes/default";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api.uri(path) + "?asOf=1"))
            .header("Content-Type", "application/json")
            .method(
                method,
                HttpRequest.BodyPublishers.ofString("{\"type\":\"Mesh\",\"name\":\"default\"}"));
    Answer answer = api.send(request.build());
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/invalid_parameters/0/field").asString()).isEqualTo("asOf");
    assertThat(api.head()).isEqualTo(head);
  }
}
