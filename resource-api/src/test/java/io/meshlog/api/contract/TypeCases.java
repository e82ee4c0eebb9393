package io.meshlog.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi;
import io.meshlog.api.RunningApi.Answer;
import io.meshlog.model.admit.Admission;
import io.meshlog.model.admit.Checked;
import io.meshlog.model.admit.Refusal;
import io.meshlog.model.admit.Submission;
import io.meshlog.model.contract.ResourceSample;
import io.meshlog.model.contract.ResourceSample.Deployment;
import io.meshlog.model.contract.ResourceSamples;
import io.meshlog.model.resource.Form;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Violation;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What holds for every type of a zone on its own, each with the place that says so. */
final class TypeCases {
  private static final String NO_MESH = "Failed to retrieve Mesh";
  private static final String PUT_TITLE = "Could not process a resource";
  private static final String LIST_TITLE = "Could not retrieve resources";
  private static final String[] ANONYMOUS = {"X-Forwarded-For", "10.1.1.1"};
  private static final String ZONE_LABEL = "labels[\"kuma.io/zone\"]";

  /**
   * One line of the table.
   *
   * @param cites the section of rest-and-dataplane-protocol.md
   */
  private record Case(String cites, String what, Consumer<Served> check) {}

  private static final List<Case> CASES =
      List.of(
          of("2.1", "is created, replaced and deleted", TypeCases::life),
          of("2.1", "has no item below the list of all meshes", TypeCases::noItemOfAllMeshes),
          of(
              "2.1",
              "is shown as k8s, kubernetes and universal, and as nothing else",
              TypeCases::formats),
          of("1.2", "is put as JSON only", TypeCases::mediaTypes),
          of("1.2", "is answered as JSON only", TypeCases::accept),
          of("1.2", "knows its methods", TypeCases::methods),
          of("2.3 1", "misses the mesh before anything else", TypeCases::meshFirst),
          of("2.3 3", "tells of a bad spec before a bad name", TypeCases::specBeforeName),
          of("2.3 5", "tells of name, type and mesh together, in this order", TypeCases::identity),
          of("2.3 5", "wants the name of the address in the body", TypeCases::absentIdentity),
          of("2.5", "is not read from what is no JSON object", TypeCases::unreadable),
          of("2.5", "is not there to be read or deleted", TypeCases::absent),
          of("2.2", "is paged", TypeCases::pages),
          of("2.2", "has no page of a bad size", TypeCases::badPages),
          of("2.2", "is filtered by name and label", TypeCases::filters),
          of("2.4", "is found by its KRI", TypeCases::kri),
          of("2.6", "has labels of Kubernetes' syntax", TypeCases::labelSyntax),
          of("2.6", "belongs to this zone and its mesh", TypeCases::labelOwners),
          of("2.6", "keeps its display name", TypeCases::immutable),
          of("1.3", "is for admins when it is a secret, else for all", TypeCases::access),
          of("history.md", "has a history", TypeCases::history));

  private TypeCases() {}

  static Stream<DynamicTest> of(RunningApi api, ResourceType<?> type) {
    Served served = new Served(api, type);
    return CASES.stream()
        .map(each ->
            DynamicTest.dynamicTest(
                type.name() + " " + each.what() + " (" + each.cites() + ")",
                () -> each.check().accept(served)));
  }

  private static Case of(String cites, String what, Consumer<Served> check) {
    return new Case(cites, what, check);
  }

  private static void life(Served at) {
    Answer created = at.put(at.item("life"), at.named("life"));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.header("ETag")).isEqualTo("\"1\"");
    assertThat(at.put(at.item("life"), at.named("life")).status()).isEqualTo(200);
    JsonNode read = at.api().get(at.item("life")).json();
    assertThat(read.path("creationTime").asString()).isNotEmpty();
    assertThat(read.has("mesh")).isEqualTo(at.type().isMeshScoped());
    assertThat(read.has("kri")).isEqualTo(!at.type().shortName().isEmpty());
    Answer deleted = at.api().delete(at.item("life"));
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.text()).isEqualTo("{}\n");
    assertThat(at.api().get(at.item("life")).status()).isEqualTo(404);
  }

  private static void noItemOfAllMeshes(Served at) {
    if (at.type().isMeshScoped()) {
      Answer answer = at.api().get("/" + at.type().path() + "/life");
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.text()).isEqualTo("404: Page Not Found");
    }
  }

  private static void formats(Served at) {
    at.with(
        "format",
        () -> {
          JsonNode universal = at.api().get(at.item("format")).json();
          assertThat(at.api().get(at.item("format") + "?format=universal").json())
              .isEqualTo(universal);
          JsonNode object = at.api().get(at.item("format") + "?format=k8s").json();
          assertThat(object.path("kind").asString()).isEqualTo(at.type().name());
          assertThat(object.path("apiVersion").asString()).isEqualTo("kuma.io/v1alpha1");
          assertThat(object.path("metadata").has("namespace")).isEqualTo(at.type().isMeshScoped());
          assertThat(object.has("mesh"))
              .isEqualTo(at.type().isMeshScoped() && at.type().form() == Form.FLAT);
          assertThat(at.api().get(at.item("format") + "?format=kubernetes").json())
              .isEqualTo(object);
          Served.fields(
              at.refused(400, () -> at.api().get(at.item("format") + "?format=xml")),
              "Could not retrieve a resource",
              List.of(""));
        });
  }

  private static void mediaTypes(Served at) {
    String body = at.named("media").toString();
    for (String media : List.of("", "text/plain", "application/xml")) {
      Answer answer = at.refused(415, () -> at.send("PUT", at.item("media"), body, media));
      assertThat(answer.text()).isEqualTo("415: Unsupported Media Type");
    }
    Answer answer = at.send("PUT", at.item("media"), body, "application/json; charset=utf-8");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(at.api().delete(at.item("media")).status()).isEqualTo(200);
  }

  private static void accept(Served at) {
    for (String path : List.of(at.collection(), at.item("any"))) {
      Answer answer = at.api().get(path, "Accept", "text/html");
      assertThat(answer.status()).isEqualTo(406);
      assertThat(answer.text())
          .isEqualTo("406: Not Acceptable\n\nAvailable representations: application/json");
    }
    assertThat(at.api().get(at.collection(), "Accept", "text/html, */*;q=0.1").status())
        .isEqualTo(200);
  }

  private static void methods(Served at) {
    for (String method : List.of("POST", "PATCH")) {
      Answer item =
          at.refused(405, () -> at.send(method, at.item("any"), "{}", "application/json"));
      assertThat(item.text()).isEqualTo("405: Method Not Allowed");
      assertThat(item.header("Allow")).isEqualTo("DELETE, GET, PUT");
      Answer list =
          at.refused(405, () -> at.send(method, at.collection(), "{}", "application/json"));
      assertThat(list.header("Allow")).isEqualTo("GET");
    }
  }

  private static void meshFirst(Served at) {
    if (!at.type().isMeshScoped()) {
      return;
    }
    String list = at.collectionIn("nowhere");
    String item = list + "/any";
    for (Answer answer :
        List.of(
            at.refused(404, () -> at.api().get(list)),
            at.refused(404, () -> at.api().get(item)),
            at.refused(404, () -> at.api().delete(item)),
            at.refused(404, () -> at.send("PUT", item, "nonsense", "application/json")))) {
      assertThat(answer.json().path("title").asString()).isEqualTo(NO_MESH);
      assertThat(answer.json().path("detail").asString()).isEqualTo("Not found");
    }
  }

  /** Some bad sample of the spec, under a name that is also bad. */
  private static void specBeforeName(Served at) {
    ResourceSamples.of(at.type()).stream()
        .filter(sample -> sample.where() == Deployment.zone && ofSpec(at.type(), sample))
        .findFirst()
        .ifPresent(sample -> {
          ObjectNode body = sample.resource().deepCopy().put("name", "Bad_Name");
          Served.fields(
              at.refused(400, () -> at.put(at.item("other"), body)),
              PUT_TITLE,
              sample.refusals().stream().map(Violation::field).toList());
        });
  }

  /** Refused for what it says, not for what it is or what else is stored. */
  private static <S extends Spec> boolean ofSpec(ResourceType<S> type, ResourceSample sample) {
    Submission<S> submission =
        new Submission<>(type, sample.mesh(), sample.resourceName(), sample.resource());
    return new Admission(sample.where().context(), true).check(submission)
            instanceof Checked.Unsound<S> unsound
        && unsound.refusal().reason() == Refusal.Reason.INVALID
        && unsound.refusal().violations().stream()
            .noneMatch(violation -> violation.field().matches("name|type|mesh|labels.*|"));
  }

  private static void identity(Served at) {
    ObjectNode body = at.named("one");
    if (at.type().form() == Form.FLAT) {
      body.put("type", "Other");
    }
    if (at.type().isMeshScoped()) {
      body.put("mesh", "other");
    }
    List<String> fields =
        Stream.of("name", "type", "mesh")
            .filter(field -> !field.equals("type") || at.type().form() == Form.FLAT)
            .filter(field -> !field.equals("mesh") || at.type().isMeshScoped())
            .toList();
    Answer answer = at.refused(400, () -> at.put(at.item("another"), body));
    Served.fields(answer, PUT_TITLE, fields);
    assertThat(answer.json().at("/invalid_parameters/0/reason").asString())
        .isEqualTo("name from the URL has to be the same as in body");
  }

  private static void absentIdentity(Served at) {
    ObjectNode body = at.named("one");
    body.remove("name");
    Answer answer = at.refused(400, () -> at.put(at.item("one"), body));
    assertThat(answer.json().at("/invalid_parameters/0/field").asString()).isEqualTo("name");
  }

  private static void unreadable(Served at) {
    for (String body : List.of("nonsense", "[]", "null", "\"text\"", "1", "{\"name\":}", "")) {
      Answer answer =
          at.refused(400, () -> at.send("PUT", at.item("one"), body, "application/json"));
      assertThat(answer.json().path("title").asString()).isEqualTo("Bad Request");
      assertThat(answer.json().path("detail").asString())
          .startsWith("invalid " + at.type().name() + " object: ");
    }
  }

  private static void absent(Served at) {
    assertThat(
            at.refused(404, () -> at.api().get(at.item("absent"))).json().path("title").asString())
        .isEqualTo("Could not retrieve a resource");
    JsonNode body = at.refused(404, () -> at.api().delete(at.item("absent"))).json();
    assertThat(body.path("title").asString()).isEqualTo("Could not delete a resource");
    assertThat(body.path("detail").asString()).isEqualTo("Not found");
    Served.saidTwice(body);
  }

  private static void pages(Served at) {
    at.with(
        "page-a",
        () ->
            at.with(
                "page-b",
                () -> {
                  JsonNode first = at.api().get(at.collection() + "?size=1&name=page-").json();
                  assertThat(first.path("total").asInt()).isEqualTo(2);
                  assertThat(first.at("/items/0/name").asString()).isEqualTo("page-a");
                  String next = first.path("next").asString();
                  assertThat(next).endsWith(at.collection() + "?name=page-&offset=1&size=1");
                  JsonNode second =
                      at.api().get(next.substring(next.indexOf(at.collection()))).json();
                  assertThat(second.at("/items/0/name").asString()).isEqualTo("page-b");
                  assertThat(second.path("next").isNull()).isTrue();
                  JsonNode beyond = at.api().get(at.collection() + "?offset=5000").json();
                  assertThat(beyond.path("items").isArray()).isTrue();
                  assertThat(beyond.path("items").size()).isZero();
                }));
  }

  private static void badPages(Served at) {
    badPage(at, "size=abc", "invalid format");
    badPage(at, "size=0", "must be greater than 0");
    badPage(at, "size=-3", "must be greater than 0");
    badPage(at, "size=1001", "invalid page size of 1001. Maximum page size is 1000");
    for (String offset : List.of("-1", "x")) {
      Answer answer = at.refused(400, () -> at.api().get(at.collection() + "?offset=" + offset));
      assertThat(answer.json().path("detail").asString()).startsWith("invalid: ");
    }
    Answer filter = at.refused(400, () -> at.api().get(at.collection() + "?filter%5Bx%5D=1"));
    assertThat(filter.json().at("/invalid_parameters/0/reason").asString())
        .isEqualTo("filters are only supported on labels");
    assertThat(filter.json().at("/invalid_parameters/0/field").asString())
        .isEqualTo(
            (at.type().isMeshScoped() ? "/meshes/{mesh}/" : "/") + at.type().path() + ".filter[x]");
  }

  private static void badPage(Served at, String query, String reason) {
    Answer answer = at.refused(400, () -> at.api().get(at.collection() + "?" + query));
    Served.fields(answer, LIST_TITLE, List.of("size"));
    assertThat(answer.json().path("detail").asString()).isEqualTo("Invalid page size");
    assertThat(answer.json().at("/invalid_parameters/0/reason").asString()).isEqualTo(reason);
  }

  private static void filters(Served at) {
    ObjectNode body = at.named("filtered");
    body.putObject("labels").put("team", "blue").put("tier", "one");
    assertThat(at.put(at.item("filtered"), body).status()).isEqualTo(201);
    try {
      assertThat(total(at, "?filter%5Blabels.team%5D=blue")).isEqualTo(1);
      assertThat(total(at, "?filter%5Blabels.team%5D=blue&filter%5Blabels.tier%5D=one"))
          .isEqualTo(1);
      assertThat(total(at, "?filter%5Blabels.team%5D=blue&filter%5Blabels.tier%5D=two")).isZero();
      assertThat(total(at, "?filter%5Blabels.team%5D=red&filter%5Blabels.team%5D=blue"))
          .isEqualTo(1);
      assertThat(total(at, "?name=ilter")).isEqualTo(1);
      assertThat(total(at, "?name=nobody")).isZero();
      if (at.type().isMeshScoped()) {
        assertThat(
                at.api()
                    .get("/" + at.type().path() + "?name=filtered")
                    .json()
                    .path("total")
                    .asInt())
            .isEqualTo(1);
      }
    } finally {
      assertThat(at.api().delete(at.item("filtered")).status()).isEqualTo(200);
    }
  }

  private static int total(Served at, String query) {
    return at.api().get(at.collection() + query).json().path("total").asInt();
  }

  private static void kri(Served at) {
    if (at.type().shortName().isEmpty()) {
      return;
    }
    at.with(
        "by-kri",
        () -> {
          JsonNode read = at.api().get(at.item("by-kri")).json();
          String kri = read.path("kri").asString();
          assertThat(kri).startsWith("kri_" + at.type().shortName() + "_").endsWith("_by-kri_");
          assertThat(at.api().get("/_kri/" + kri).json()).isEqualTo(read);
          assertThat(at.api().get("/_kri/" + kri + "?format=k8s").json().path("kind").asString())
              .isEqualTo(at.type().name());
          String other = kri.replace("by-kri", "nobody");
          assertThat(at.api().get("/_kri/" + other).status()).isEqualTo(404);
        });
  }

  private static void labelSyntax(Served at) {
    label(at, "-a", "x", "labels[\"-a\"]");
    label(at, "a/b/c", "x", "labels[\"a/b/c\"]");
    label(at, "team", "-x", "labels[\"team\"]");
    label(at, "kuma.io/origin", "mars", "labels[\"kuma.io/origin\"]");
  }

  private static void label(Served at, String key, String value, String field) {
    ObjectNode body = at.named("labelled");
    body.putObject("labels").put(key, value);
    JsonNode answer = at.refused(400, () -> at.put(at.item("labelled"), body)).json();
    assertThat(answer.path("title").asString()).isEqualTo(PUT_TITLE);
    assertThat(answer.path("invalid_parameters").size()).isPositive();
    assertThat(answer.path("invalid_parameters").valueStream())
        .allMatch(violation -> violation.path("field").asString().equals(field));
  }

  private static void labelOwners(Served at) {
    label(at, "kuma.io/zone", "elsewhere", ZONE_LABEL);
    if (at.type().isMeshScoped()) {
      label(at, "kuma.io/mesh", "elsewhere", "labels[\"kuma.io/mesh\"]");
    }
  }

  private static void immutable(Served at) {
    ObjectNode body = at.named("named");
    body.putObject("labels").put("kuma.io/display-name", "one");
    assertThat(at.put(at.item("named"), body).status()).isEqualTo(201);
    try {
      ObjectNode other = at.named("named");
      other.putObject("labels").put("kuma.io/display-name", "two");
      for (ObjectNode change : List.of(other, at.named("named"))) {
        Answer answer = at.refused(400, () -> at.put(at.item("named"), change));
        Served.fields(
            answer, "Could not update a resource", List.of("labels[\"kuma.io/display-name\"]"));
      }
    } finally {
      assertThat(at.api().delete(at.item("named")).status()).isEqualTo(200);
    }
  }

  private static void access(Served at) {
    int expected = at.type().sealed() ? 403 : 404;
    assertThat(at.refused(expected, () -> at.api().get(at.item("none"), ANONYMOUS)).status())
        .isEqualTo(expected);
    // What is not there is missed before the right to delete it is (2.3).
    assertThat(at.api().delete(at.item("none"), ANONYMOUS).status()).isEqualTo(404);
    if (at.type().sealed()) {
      Answer list = at.refused(403, () -> at.api().get(at.collection(), ANONYMOUS));
      assertThat(list.json().path("detail").asString())
          .isEqualTo(
              "user \"mesh-system:anonymous/mesh-system:unauthenticated\" cannot access the resource"
                  + " of type \""
                  + at.type().name()
                  + "\"");
      at.refused(403, () -> at.put(at.item("none"), at.named("none"), ANONYMOUS));
      at.refused(400, () -> at.put(at.item("none"), at.named("other"), ANONYMOUS));
      at.with("kept", () -> at.refused(403, () -> at.api().delete(at.item("kept"), ANONYMOUS)));
    } else {
      assertThat(at.put(at.item("open"), at.named("open"), ANONYMOUS).status()).isEqualTo(201);
      assertThat(at.api().delete(at.item("open"), ANONYMOUS).status()).isEqualTo(200);
    }
  }

  private static void history(Served at) {
    at.with("told", () -> {});
    JsonNode told =
        at.type().name().equals("Mesh")
            ? at.api().get("/history?type=Mesh&name=told").json()
            : at.api().get(at.item("told") + "/history").json();
    assertThat(told.path("items").valueStream().map(change -> change.path("change").asString()))
        .containsExactly("deleted", "created");
  }
}
