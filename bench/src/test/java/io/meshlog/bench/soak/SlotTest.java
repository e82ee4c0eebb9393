package io.meshlog.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SlotTest {
  private final List<Slot> slots =
      Stream.of("global", "zone-1", "zone-2").flatMap(owner -> Slot.of(owner).stream()).toList();

  @Test
  void writesResourcesThatSayTheirValue() {
    for (Slot slot : slots) {
      JsonNode json = JsonMapper.shared().readTree(slot.json(42));
      assertThat(json.path("type").asString()).isEqualTo(slot.kind().type());
      assertThat(json.path("name").asString()).isEqualTo(slot.name());
      assertThat(json.at("/labels/soak").asString()).isEqualTo("v42");
    }
  }

  @Test
  void writesInvalidOnesThatDifferInMoreThanTheLabel() {
    for (Slot slot : slots) {
      JsonNode bad = JsonMapper.shared().readTree(slot.invalidJson(42));
      assertThat(bad.at("/labels/soak").asString()).isEqualTo("refused-v42");
      String relabelled = slot.invalidJson(42).replace("refused-v42", "v42");
      assertThat(relabelled).isNotEqualTo(slot.json(42));
    }
  }

  @Test
  void hasNoPlaceTwice() {
    assertThat(slots).extracting(slot -> slot.owner() + slot.path()).doesNotHaveDuplicates();
  }
}
