package io.meshlog.events.upcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.model.json.SpecJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class UpcastersTest {
  private static final String TYPE = "io.meshlog.zone.upserted.v1";
  private static final Upcasters UPCASTERS =
      new Upcasters(
          List.of(
              new Upcaster(TYPE, -1, node -> mark(node, "a")),
              new Upcaster(TYPE, 0, node -> mark(node, "b"))));

  private static JsonNode mark(JsonNode node, String letter) {
    ObjectNode object = (ObjectNode) node;
    return object.put("seen", object.path("seen").asString("") + letter);
  }

  @Test
  void everyStepFromTheWrittenFormOnIsTakenInOrder() {
    assertThat(lift(TYPE, -1)).isEqualTo("{\"seen\":\"ab\"}");
    assertThat(lift(TYPE, 0)).isEqualTo("{\"seen\":\"b\"}");
  }

  @Test
  void whatIsOfNowOrLaterOrOfAnotherTypeStaysAsItIs() {
    assertThat(lift(TYPE, Upcasters.CURRENT)).isEqualTo("{}");
    assertThat(lift(TYPE, Upcasters.CURRENT + 1)).isEqualTo("{}");
    assertThat(lift("io.meshlog.mesh.upserted.v1", 0)).isEqualTo("{}");
  }

  @Test
  void twoStepsFromOneFormOrOneFromNowAreRefused() {
    Upcaster step = new Upcaster(TYPE, 0, node -> node);

    assertThatThrownBy(() -> new Upcasters(List.of(step, step)))
        .hasMessageContaining("two upcasters take " + TYPE);
    assertThatThrownBy(
            () -> new Upcasters(List.of(new Upcaster(TYPE, Upcasters.CURRENT, node -> node))))
        .hasMessageContaining("not older");
  }

  private static String lift(String type, int version) {
    return UPCASTERS.lift(type, version, SpecJson.parse("{}")).toString();
  }
}
