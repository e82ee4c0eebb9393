package io.meshlog.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi;
import io.meshlog.api.RunningApi.Answer;
import io.meshlog.model.contract.ResourceSample;
import io.meshlog.model.contract.ResourceSamples;
import io.meshlog.model.resource.ResourceType;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One type at one API: its addresses, its first good sample under whatever name, and the answers to
 * compare with.
 *
 * @param type as the descriptor has it
 */
record Served(RunningApi api, ResourceType<?> type) {

  String collection() {
    return type.isMeshScoped() ? "/meshes/default/" + type.path() : "/" + type.path();
  }

  String collectionIn(String mesh) {
    return "/meshes/" + mesh + "/" + type.path();
  }

  String item(String name) {
    return collection() + "/" + name;
  }

  /** Created where nothing is stored before, in the mesh {@code default}. */
  ResourceSample good() {
    return ResourceSamples.of(type).stream()
        .filter(ResourceSample::good)
        .filter(sample -> sample.before() == null)
        .filter(sample -> sample.where() == ResourceSample.Deployment.zone)
        .findFirst()
        .orElseThrow();
  }

  ObjectNode named(String name) {
    return good().resource().deepCopy().put("name", name);
  }

  Answer put(String path, JsonNode body, String... headers) {
    return send("PUT", path, body.toString(), "application/json", headers);
  }

  Answer send(String method, String path, String body, String media, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.uri(path)).method(method, BodyPublishers.ofString(body));
    if (!media.isEmpty()) {
      request.header("Content-Type", media);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return api.send(request.build());
  }

  /** Stores the good sample under a name for as long as the check lasts. */
  void with(String name, Runnable check) {
    assertThat(put(item(name), named(name)).status()).isEqualTo(201);
    try {
      check.run();
    } finally {
      assertThat(api.delete(item(name)).status()).isEqualTo(200);
    }
  }

  /** The request is refused, and the log does not move. */
  Answer refused(int status, Supplier<Answer> request) {
    long head = api.head();
    Answer answer = request.get();
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(api.head()).as("position after a refusal").isEqualTo(head);
    return answer;
  }

  /** A refusal with exactly these fields, in this order, said twice (rest 2.5). */
  static void fields(Answer answer, String title, List<String> fields) {
    JsonNode body = answer.json();
    assertThat(body.path("title").asString()).isEqualTo(title);
    assertThat(body.path("invalid_parameters").valueStream().map(v -> v.path("field").asString()))
        .as(answer.text())
        .containsExactlyElementsOf(fields);
    saidTwice(body);
  }

  static void saidTwice(JsonNode body) {
    assertThat(body.path("type").asString()).isEqualTo("/std-errors");
    assertThat(body.path("details")).isEqualTo(body.path("detail"));
    assertThat(body.path("causes").size()).isEqualTo(body.path("invalid_parameters").size());
    for (int i = 0; i < body.path("causes").size(); i++) {
      JsonNode parameter = body.path("invalid_parameters").path(i);
      JsonNode cause = body.path("causes").path(i);
      assertThat(cause.path("field")).isEqualTo(parameter.path("field"));
      assertThat(cause.path("message")).isEqualTo(parameter.path("reason"));
    }
  }
}
