package io.meshlog.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi.Answer;
import io.meshlog.model.contract.ResourceContract;
import io.meshlog.model.contract.ResourceSample;
import io.meshlog.model.resource.Form;
import io.meshlog.model.resource.ResourceType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One sample over HTTP: written, read in every form, and deleted; or refused. */
record SampleCase(Served served, ResourceSample sample) {
  private static final Set<String> ENVELOPE =
      Set.of(
          "type",
          "mesh",
          "name",
          "labels",
          "creationTime",
          "modificationTime",
          "kri",
          "snis",
          "status");

  void holds() {
    ObjectNode before = sample.before();
    if (before != null) {
      Answer first = served.put(path(), before);
      assertThat(first.status()).as(first.text()).isEqualTo(201);
    }
    try {
      if (sample.good()) {
        accepted(before == null ? 201 : 200);
      } else {
        refused(before != null);
      }
    } finally {
      if (served.api().get(path()).status() == 200) {
        deleted();
      }
    }
  }

  private String path() {
    ResourceType<?> type = served.type();
    return (type.isMeshScoped() ? served.collectionIn(sample.mesh()) : served.collection())
        + "/"
        + sample.resourceName();
  }

  private void accepted(int status) {
    Answer answer = served.put(path(), sample.resource());
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    List<String> warnings =
        answer
            .json()
            .path("warnings")
            .valueStream()
            .map(JsonNode::asString)
            // What the mesh's default policies do to it is no matter of the sample.
            .filter(warning -> !warning.startsWith("mesh-"))
            .toList();
    assertThat(warnings).hasSameSizeAs(sample.told());
    for (int i = 0; i < warnings.size(); i++) {
      assertThat(warnings.get(i)).contains(sample.told().get(i));
    }

    JsonNode read = served.api().get(path()).json();
    assertThat(read.path("type").asString()).isEqualTo(sample.type());
    assertThat(read.path("name").asString()).isEqualTo(sample.resourceName());
    if (!served.type().sealed()) {
      assertThat(
              ResourceContract.alike(spec(read), ResourceContract.readBack(served.type(), sample)))
          .as("%s reads back as %s", sample, read)
          .isTrue();
    }
    if (sample.labels() != null) {
      assertThat(read.path("labels").size()).isEqualTo(sample.labels().size());
      sample
          .labels()
          .forEach((key, value) ->
              assertThat(read.path("labels").path(key).asString()).as(key).isEqualTo(value));
    }
    listed(read);
    long head = served.api().head();
    assertThat(served.put(path(), sample.resource()).status()).isEqualTo(200);
    assertThat(served.api().head()).as("the same again is no event").isEqualTo(head);
  }

  private JsonNode spec(JsonNode read) {
    if (served.type().form() == Form.NESTED && read.has("spec")) {
      return read.path("spec");
    }
    ObjectNode own = read.deepCopy().asObject();
    own.remove(new HashSet<>(ENVELOPE));
    return own;
  }

  private void listed(JsonNode read) {
    String filter = "?name=" + sample.resourceName();
    JsonNode list = served.api().get(path().replaceAll("/[^/]+$", filter)).json();
    assertThat(list.path("items").valueStream()).contains(read);
    assertThat(served.api().get(path() + "?format=k8s").json().path("kind").asString())
        .isEqualTo(sample.type());
    if (read.has("kri")) {
      assertThat(served.api().get("/_kri/" + read.path("kri").asString()).json()).isEqualTo(read);
    }
    if (served.type().overviewAlias().isPresent()) {
      assertThat(served.api().get(path() + "/_overview").json().path("type").asString())
          .isEqualTo(sample.type() + "Overview");
    }
  }

  private void refused(boolean there) {
    JsonNode before = served.api().get(path()).json();
    Answer answer = served.refused(400, () -> served.put(path(), sample.resource()));
    JsonNode body = answer.json();
    Served.saidTwice(body);
    assertThat(
            body.path("invalid_parameters")
                .valueStream()
                .map(v -> v.path("field").asString() + ": " + v.path("reason").asString()))
        .containsExactlyElementsOf(
            sample.refusals().stream().map(v -> v.field() + ": " + v.reason()).toList());
    assertThat(served.api().get(path()).status()).isEqualTo(there ? 200 : 404);
    assertThat(served.api().get(path()).json()).isEqualTo(before);
  }

  private void deleted() {
    Answer answer = served.api().delete(path());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(served.api().get(path()).status()).isEqualTo(404);
  }
}
