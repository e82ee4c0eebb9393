package io.meshlog.model.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.admit.Admission;
import io.meshlog.model.admit.Submission;
import io.meshlog.model.admit.Verdict.Admitted;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whatever stands at whatever place of a resource, it is judged: accepted or refused, never a
 * fault. Each node of each sample is replaced in turn by values of every kind.
 */
public final class MutationContract {
  private static final List<String> VALUES =
      List.of(
          "null",
          "0",
          "-1",
          "9223372036854775807",
          "0.5",
          "true",
          "\"\"",
          "\"x\"",
          "\"%\"",
          "\"-1s\"",
          "\"99999999999999999999h\"",
          "[]",
          "[null]",
          "[0]",
          "[\"\"]",
          "[[]]",
          "[{}]",
          "{}",
          "{\"\":null}",
          "{\"a\":[null]}");

  private MutationContract() {}

  public static <S extends Spec> void holds(ResourceType<S> type) {
    Map<String, String> faults = new TreeMap<>();
    for (ResourceSample sample : ResourceSamples.of(type)) {
      ObjectNode body = sample.resource().deepCopy();
      List<Consumer<JsonNode>> places = new ArrayList<>();
      places(body, places);
      for (Consumer<JsonNode> place : places) {
        for (String value : VALUES) {
          place.accept(SpecJson.parse(value));
          judge(type, sample, body.deepCopy(), faults);
        }
        place.accept(null);
      }
    }
    assertThat(faults).as("an example for each place that fails").isEmpty();
  }

  /** Each place as what puts another value there, or for null the one that was there. */
  private static void places(JsonNode node, List<Consumer<JsonNode>> found) {
    switch (node) {
      case ObjectNode object ->
          object
              .properties()
              .forEach(member -> {
                String name = member.getKey();
                JsonNode own = member.getValue();
                found.add(value -> object.set(name, value == null ? own : value));
                places(own, found);
              });
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          int at = i;
          JsonNode own = array.get(i);
          found.add(value -> array.set(at, value == null ? own : value));
          places(own, found);
        }
      }
      default -> {}
    }
  }

  private static <S extends Spec> void judge(
      ResourceType<S> type, ResourceSample sample, ObjectNode body, Map<String, String> faults) {
    Submission<S> submission = new Submission<>(type, sample.mesh(), sample.resourceName(), body);
    try {
      if (new Admission(sample.where().context(), true).admit(submission, null)
          instanceof Admitted<S> admitted) {
        SpecJson.read(type, SpecJson.write(type, admitted.spec()));
      }
    } catch (RuntimeException e) {
      String where =
          Arrays.stream(e.getStackTrace())
              .filter(frame -> frame.getClassName().startsWith("io.meshlog."))
              .findFirst()
              .map(StackTraceElement::toString)
              .orElse("");
      faults.putIfAbsent(e + " at " + where, body.toString());
    }
  }
}
