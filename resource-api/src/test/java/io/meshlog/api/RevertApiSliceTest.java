package io.meshlog.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi.Answer;
import io.meshlog.api.resource.Appends;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.EventStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Back to what was, by new events. */
class RevertApiSliceTest {
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

  private static Answer ok(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isBetween(200, 201);
    return answer;
  }

  private static void mesh(String name) {
    ok(
        api.put(
            "/meshes/" + name,
            "{'type':'Mesh','name':'" + name + "','skipCreatingInitialPolicies':['*']}"));
  }

  private static Answer timeout(String mesh, String name, String value) {
    return ok(
        api.put(
            "/meshes/" + mesh + "/meshtimeouts/" + name,
            "{'type':'MeshTimeout','mesh':'%s','name':'%s','spec':{'targetRef':{'kind':'Mesh'},'to':[{'targetRef':{'kind':'Mesh'},'default':{'connectionTimeout':'%s'}}]}}"
                .formatted(mesh, name, value)));
  }

  private static Answer dataplane(String mesh, String name, String address) {
    return ok(
        api.put(
            "/meshes/" + mesh + "/dataplanes/" + name,
            "{'type':'Dataplane','mesh':'%s','name':'%s','networking':{'address':'%s','inbound':[{'port':80,'tags':{'kuma.io/service':'web'}}]}}"
                .formatted(mesh, name, address)));
  }

  private static Answer secret(String mesh, String name, String data) {
    return ok(
        api.put(
            "/meshes/" + mesh + "/secrets/" + name,
            "{'type':'Secret','mesh':'%s','name':'%s','data':'%s'}".formatted(mesh, name, data)));
  }

  private static List<String> told(Answer answer, String list) {
    return ok(answer)
        .json()
        .path(list)
        .valueStream()
        .map(item ->
            item.path("change").asString(item.path("reason").asString(""))
                + ' '
                + item.path("type").asString()
                + ' '
                + item.path("name").asString())
        .toList();
  }

  @Test
  void bringsBackOneResourceAndSaysSoInItsHistory() {
    mesh("one");
    timeout("one", "t", "1s");
    long then = api.head();
    JsonNode before = api.get("/meshes/one/meshtimeouts/t").json().path("spec");
    timeout("one", "t", "2s");
    timeout("one", "other", "9s");
    String path = "/meshes/one/meshtimeouts/t/_revert";
    String body = "{'to':" + then + "}";

    long head = api.head();
    Answer dry = ok(api.post(path + "?dryRun=true", body));
    assertThat(dry.json().path("dryRun").asBoolean()).isTrue();
    assertThat(api.head()).as("a dry run writes nothing").isEqualTo(head);
    assertThat(ok(api.post(path + "?dry-run=true", body)).json()).isEqualTo(dry.json());
    Answer done = ok(api.post(path, body, "X-Request-Id", "undo-1"));
    assertThat(done.json().path("changes")).isEqualTo(dry.json().path("changes"));
    assertThat(api.get("/meshes/one/meshtimeouts/t").json().path("spec")).isEqualTo(before);
    assertThat(api.get("/meshes/one/meshtimeouts/other").status()).isEqualTo(200);

    JsonNode entry = api.get("/meshes/one/meshtimeouts/t/history").json().at("/items/0");
    assertThat(entry.path("position").asString()).isEqualTo(done.header("Meshlog-Position"));
    assertThat(entry.path("revertedTo").asString()).isEqualTo(done.json().path("to").asString());
    assertThat(entry.path("revertedTo").asString()).endsWith(":" + then);
    assertThat(entry.path("actor").asString()).isEqualTo("mesh-system:admin");
    assertThat(entry.path("requestId").asString()).isEqualTo("undo-1");
    assertThat(entry.path("difference")).isEqualTo(done.json().at("/changes/0/difference"));

    long after = api.head();
    assertThat(told(api.post(path, body), "changes")).as("again").isEmpty();
    assertThat(api.head()).isEqualTo(after);
    assertThat(ok(api.post(path, "{'to':'" + entry.path("time").asString() + "'}")).status())
        .isEqualTo(200);
  }

  @Test
  void createsAgainWhatIsGoneAndDeletesWhatCameLater() {
    mesh("gone");
    timeout("gone", "old", "1s");
    long then = api.head();
    ok(api.delete("/meshes/gone/meshtimeouts/old"));
    timeout("gone", "new", "1s");
    assertThat(
            told(
                api.post("/meshes/gone/meshtimeouts/old/_revert", "{'to':" + then + "}"),
                "changes"))
        .containsExactly("created MeshTimeout old");
    assertThat(
            told(
                api.post("/meshes/gone/meshtimeouts/new/_revert", "{'to':" + then + "}"),
                "changes"))
        .containsExactly("deleted MeshTimeout new");
    assertThat(api.get("/meshes/gone/meshtimeouts").json().path("total").asInt()).isEqualTo(1);
    assertThat(api.post("/meshes/gone/meshtimeouts/none/_revert", "{'to':1}").status())
        .isEqualTo(404);
  }

  @Test
  void revertsAMeshAndNothingElse() {
    mesh("whole");
    mesh("beside");
    timeout("whole", "t", "1s");
    timeout("beside", "t", "1s");
    dataplane("whole", "mine", "10.0.0.1");
    long then = api.head();
    timeout("whole", "t", "2s");
    timeout("whole", "u", "2s");
    timeout("beside", "t", "2s");
    dataplane("whole", "mine", "10.0.0.2");
    dataplane("whole", "late", "10.0.0.2");
    registered("whole", "proxied");
    secret("whole", "late", "YQ==");
    String body = "{'to':" + then + "}";
    Answer dry = api.post("/meshes/whole/_revert?dryRun=true", body);
    Answer done = api.post("/meshes/whole/_revert", body);
    assertThat(told(done, "changes"))
        .containsExactly(
            "updated Dataplane mine",
            "updated MeshTimeout t",
            "deleted MeshTimeout u",
            "deleted Dataplane late");
    assertThat(done.json().path("changes")).isEqualTo(dry.json().path("changes"));
    assertThat(done.json().path("skipped")).isEqualTo(dry.json().path("skipped"));
    assertThat(done.json().path("skippedTotal").asInt()).isEqualTo(2);
    assertThat(told(done, "skipped"))
        .satisfiesExactlyInAnyOrder(
            text -> assertThat(text).endsWith("Dataplane proxied").contains("registered itself"),
            text -> assertThat(text).endsWith("Secret late").contains("for ever"));
    assertThat(api.get("/meshes/beside/meshtimeouts/t").text()).contains("2s");
    assertThat(told(api.post("/meshes/whole/_revert", body), "changes")).isEmpty();

    Answer forEver = api.post("/meshes/whole/_revert", "{'to':" + then + ",'deleteSecrets':true}");
    assertThat(told(forEver, "changes")).containsExactly("deleted Secret late");
    assertThat(forEver.json().at("/changes/0/forEver").asBoolean()).isTrue();
  }

  /** As a proxy does when it connects. */
  private static void registered(String mesh, String name) {
    Resource<?> model = image().find(CoreTypes.DATAPLANE, mesh, "mine").orElseThrow();
    api.bean(Appends.class)
        .append(
            new Command.Put<>(
                CoreTypes.DATAPLANE,
                CoreTypes.DATAPLANE.key(mesh, Origin.zone("default"), name),
                Labels.EMPTY,
                model.as(CoreTypes.DATAPLANE).spec(),
                Expected.ANY),
            EventMeta.of("proxy:" + mesh + '.' + name),
            null);
  }

  private static MeshImage image() {
    return api.bean(EventStore.class).live().current();
  }

  @Test
  void bringsBackAMeshWithNewKeysForThoseThatAreDestroyed() {
    ok(
        api.put(
            "/meshes/phoenix",
            "{'type':'Mesh','name':'phoenix','mtls':{'enabledBackend':'ca-1','backends':[{'name':'ca-1','type':'builtin'}]}}"));
    secret("phoenix", "mine", "YQ==");
    long then = api.head();
    int policies = api.get("/meshes/phoenix/meshtimeouts").json().path("total").asInt();
    ok(api.delete("/meshes/phoenix"));
    String body = "{'to':" + then + "}";
    Answer dry = api.post("/meshes/phoenix/_revert?dryRun=true", body);
    assertThat(api.get("/meshes/phoenix").status()).isEqualTo(404);
    Answer done = api.post("/meshes/phoenix/_revert", body);
    assertThat(told(done, "changes").getFirst()).isEqualTo("created Mesh phoenix");
    assertThat(done.json().path("changes")).isEqualTo(dry.json().path("changes"));
    assertThat(told(done, "changes"))
        .contains(
            "created Secret phoenix.ca-builtin-cert-ca-1",
            "created Secret dataplane-token-signing-key-phoenix-1");
    assertThat(told(done, "skipped"))
        .as("of these only the content is lost")
        .anySatisfy(text -> assertThat(text).endsWith("Secret mine").contains("destroyed"));
    assertThat(api.get("/meshes/phoenix/meshtimeouts").json().path("total").asInt())
        .isEqualTo(policies);
    assertThat(
            api.post("/tokens/dataplane", "{'mesh':'phoenix','name':'x','validFor':'1h'}").status())
        .isEqualTo(200);
    assertThat(api.get("/meshes/phoenix/secrets/mine").status()).isEqualTo(404);
  }

  @Test
  void restoresTheContentOfASecretWhoseKeyIsThere() {
    mesh("sealed");
    secret("sealed", "s", "Zmlyc3Q=");
    long then = api.head();
    secret("sealed", "s", "c2Vjb25k");
    Answer done = api.post("/meshes/sealed/secrets/s/_revert", "{'to':" + then + "}");
    assertThat(told(done, "changes")).containsExactly("updated Secret s");
    assertThat(done.text()).doesNotContain("ciphertext", "Zmlyc3Q", "c2Vjb25k");
    assertThat(api.get("/meshes/sealed/secrets/s").json().path("data").asString())
        .isEqualTo("Zmlyc3Q=");
    assertThat(told(api.post("/meshes/sealed/secrets/s/_revert", "{'to':" + then + "}"), "changes"))
        .as("equal content is no change, however it is sealed")
        .isEmpty();
    ok(api.delete("/meshes/sealed/secrets/s"));
    Answer lost = api.post("/meshes/sealed/secrets/s/_revert", "{'to':" + then + "}");
    assertThat(told(lost, "changes")).isEmpty();
    assertThat(lost.json().at("/skipped/0/reason").asString()).contains("destroyed");
  }

  @Test
  void keepsAMeshThatProxiesAreIn() {
    long then = api.head();
    mesh("busy");
    dataplane("busy", "mine", "10.0.0.1");
    registered("busy", "proxied");
    Answer kept = api.post("/meshes/busy/_revert", "{'to':" + then + "}");
    assertThat(told(kept, "changes")).containsExactly("deleted Dataplane mine");
    assertThat(told(kept, "skipped"))
        .anySatisfy(text -> assertThat(text).endsWith("Mesh busy").contains("still dataplanes"));
    assertThat(api.get("/meshes/busy").status()).isEqualTo(200);
    ok(api.delete("/meshes/busy/dataplanes/proxied"));
    assertThat(told(api.post("/meshes/busy/_revert", "{'to':" + then + "}"), "changes"))
        .last()
        .isEqualTo("deleted Mesh busy");
    assertThat(api.get("/meshes/busy").status()).isEqualTo(404);
    assertThat(api.get("/meshes/busy/secrets").status()).isEqualTo(404);
  }

  @Test
  void leavesZonesThatRegisteredThemselves() {
    long then = api.head();
    api.bean(Appends.class)
        .append(
            new Command.Put<>(
                CoreTypes.ZONE,
                CoreTypes.ZONE.key("", Origin.zone("default"), "joined"),
                Labels.EMPTY,
                new io.meshlog.model.zone.ZoneSpec(true, null, null),
                Expected.ANY),
            EventMeta.system("zones"),
            null);
    ok(api.put("/zones/planned", "{'type':'Zone','name':'planned'}"));
    Answer done = api.post("/_revert", "{'to':" + then + "}");
    assertThat(told(done, "changes")).containsExactly("deleted Zone planned");
    assertThat(told(done, "skipped"))
        .singleElement()
        .satisfies(text -> assertThat(text).endsWith("Zone joined").contains("registered itself"));
    Answer named = api.post("/zones/joined/_revert", "{'to':" + then + "}");
    assertThat(told(named, "changes"))
        .as("who names it means it")
        .containsExactly("deleted Zone joined");
  }

  @Test
  void leavesWhatOthersOwn() {
    long then = api.head();
    ResourceKey key = CoreTypes.MESH.key("", Origin.zone("zone-9"), "theirs");
    api.bean(Appends.class)
        .append(
            new Command.Put<>(
                CoreTypes.MESH,
                key,
                Labels.EMPTY,
                io.meshlog.model.mesh.MeshSpec.EMPTY,
                Expected.ANY),
            EventMeta.system("test"),
            null);
    Answer done = api.post("/meshes/theirs/_revert", "{'to':" + then + "}");
    assertThat(told(done, "changes")).isEmpty();
    assertThat(done.json().at("/skipped/0/reason").asString()).contains("belongs to zone:zone-9");
    api.bean(Appends.class)
        .append(new Command.Delete(key, Expected.ANY), EventMeta.system("test"), null);
  }

  @Test
  void doesOnceWhatCarriesOneKey() {
    mesh("keyed");
    timeout("keyed", "t", "1s");
    long then = api.head();
    timeout("keyed", "t", "2s");
    String path = "/meshes/keyed/meshtimeouts/t/_revert";
    String body = "{'to':" + then + "}";
    Answer first = ok(api.post(path, body, "Idempotency-Key", "r-1"));
    timeout("keyed", "t", "3s");
    Answer again = ok(api.post(path, body, "Idempotency-Key", "r-1"));
    assertThat(again.header("Meshlog-Position")).isEqualTo(first.header("Meshlog-Position"));
    assertThat(again.json().path("changes")).isEmpty();
    assertThat(api.get("/meshes/keyed/meshtimeouts/t").text()).contains("3s");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|to",
        "{'to':true}|to",
        "{'to':'yesterday'}|to",
        "{'to':99999999}|to",
        "{'to':1,'form':2}|form",
        "{'to':1,'deleteSecrets':'yes'}|deleteSecrets"
      })
  void namesTheWrongField(String body, String field) {
    long head = api.head();
    for (String path : new String[] {"/_revert", "/meshes/default/_revert", "/zones/x/_revert"}) {
      Answer answer = api.post(path, body);
      assertThat(answer.status()).as(answer.text()).isEqualTo(400);
      assertThat(answer.json().at("/invalid_parameters/0/field").asString()).isEqualTo(field);
    }
    assertThat(api.head()).isEqualTo(head);
  }

  @Test
  void refusesWhoMayNotAndWhatIsNotThere() {
    assertThat(api.post("/_revert", "{'to':1}", STRANGER).status()).isEqualTo(403);
    assertThat(api.post("/meshes/default/_revert", "{'to':1}", STRANGER).status()).isEqualTo(403);
    assertThat(api.post("/globalsecrets/x/_revert", "{'to':1}", STRANGER).status()).isEqualTo(403);
    assertThat(api.post("/meshes/never/_revert", "{'to':1}").status()).isEqualTo(404);
    Answer odd = api.post("/_revert?dryRun=maybe", "{'to':1}");
    assertThat(odd.status()).isEqualTo(400);
    assertThat(odd.json().at("/invalid_parameters/0/field").asString()).isEqualTo("dryRun");
  }

  /** All or nothing: what would not be accepted today is not written, nor anything else. */
  @Test
  void writesNothingWhenSomethingWouldNotBeValid() {
    mesh("strict");
    timeout("strict", "t", "1s");
    ok(
        api.put(
            "/meshes/strict",
            "{'type':'Mesh','name':'strict','mtls':{'enabledBackend':'a','backends':[{'name':'a','type':'builtin'}]}}"));
    long then = api.head();
    ok(api.put("/meshes/strict", "{'type':'Mesh','name':'strict'}"));
    ok(
        api.put(
            "/meshes/strict",
            "{'type':'Mesh','name':'strict','mtls':{'enabledBackend':'b','backends':[{'name':'b','type':'builtin'}]}}"));
    timeout("strict", "t", "2s");
    long head = api.head();
    for (String how : new String[] {"?dryRun=true", ""}) {
      Answer refused = api.post("/meshes/strict/_revert" + how, "{'to':" + then + "}");
      assertThat(refused.status()).as(refused.text()).isEqualTo(400);
      assertThat(refused.json().at("/invalid_parameters/0/field").asString())
          .startsWith("Mesh/-/zone:default/strict")
          .contains("mtls");
    }
    assertThat(api.head()).isEqualTo(head);
    assertThat(api.get("/meshes/strict/meshtimeouts/t").text()).contains("2s");
  }

  /** To whatever position: what this control plane owns is exactly what it was. */
  @Test
  void leadsToAnyPositionOfARandomHistory() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    EventStore store = api.bean(EventStore.class);
    long from = api.head();
    for (int round = 0; round < 8; round++) {
      for (int i = 0; i < 15; i++) {
        step(random);
      }
      long to = from + random.nextLong(api.head() - from + 1);
      String path =
          random.nextBoolean() ? "/_revert" : "/meshes/r" + random.nextInt(2) + "/_revert";
      Answer dry = api.post(path + "?dryRun=true", "{'to':" + to + ",'deleteSecrets':true}");
      Answer done = api.post(path, "{'to':" + to + ",'deleteSecrets':true}");
      if (done.status() == 404) {
        continue;
      }
      assertThat(done.status()).as("seed %s: %s", seed, done.text()).isEqualTo(200);
      assertThat(done.json().path("changes"))
          .as("seed %s", seed)
          .isEqualTo(dry.json().path("changes"));
      String mesh = path.equals("/_revert") ? "" : path.split("/")[2];
      Map<ResourceKey, Object> lost = new TreeMap<>();
      done.json()
          .path("skipped")
          .forEach(item -> lost.put(key(item), item.path("reason").asString()));
      assertThat(lost.values())
          .as("seed %s", seed)
          .allSatisfy(reason -> assertThat(reason.toString()).contains("destroyed"));
      assertThat(content(store.live().current(), mesh, lost))
          .as("seed %s, to %s by %s", seed, to, path)
          .isEqualTo(content(store.past().at(to), mesh, lost));
    }
  }

  private static ResourceKey key(JsonNode item) {
    return new ResourceKey(
        item.path("type").asString(),
        item.path("mesh").asString(""),
        Origin.parse(item.path("origin").asString()),
        item.path("name").asString());
  }

  private static Map<ResourceKey, Object> content(
      MeshImage image, String mesh, Map<ResourceKey, Object> lost) {
    Map<ResourceKey, Object> content = new TreeMap<>();
    image
        .everything()
        .filter(resource -> !lost.containsKey(resource.key()))
        // Content of secrets that went with their mesh is made anew.
        .filter(resource -> !resource.type().sealed())
        .filter(resource ->
            mesh.isEmpty() || resource.mesh().equals(mesh) || resource.name().equals(mesh))
        .forEach(resource ->
            content.put(
                resource.key(),
                List.of(resource.labels(), SpecJson.write(resource.type(), resource.spec()))));
    return content;
  }

  private static void step(Random random) {
    String mesh = "r" + random.nextInt(2);
    String name = "n" + random.nextInt(3);
    if (api.get("/meshes/" + mesh).status() == 404) {
      mesh(mesh);
    }
    List<Runnable> steps = new ArrayList<>();
    steps.add(() -> timeout(mesh, name, (1 + random.nextInt(5)) + "s"));
    steps.add(() -> dataplane(mesh, name, "10.0.0." + (1 + random.nextInt(5))));
    steps.add(() -> secret(mesh, name, random.nextBoolean() ? "YQ==" : "Yg=="));
    steps.add(() -> api.delete("/meshes/" + mesh + "/meshtimeouts/" + name));
    steps.add(() -> api.delete("/meshes/" + mesh + "/dataplanes/" + name));
    steps.add(() -> api.delete("/meshes/" + mesh + "/secrets/" + name));
    steps.add(() ->
        ok(
            api.put(
                "/zones/" + name,
                "{'type':'Zone','name':'" + name + "','enabled':" + random.nextBoolean() + "}")));
    if (random.nextInt(4) == 0) {
      steps.add(() -> api.delete("/meshes/" + mesh));
    }
    steps.get(random.nextInt(steps.size())).run();
  }
}
