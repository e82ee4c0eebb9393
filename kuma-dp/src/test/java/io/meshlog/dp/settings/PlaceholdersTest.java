package io.meshlog.dp.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {
  private final List<String> problems = new ArrayList<>();

  @Test
  void fillsEveryPlaceholderAndLeavesTheRestAlone() {
    String filled =
        Placeholders.fill(
            "a: {{x}} {{ x }} {b: {c: 1}} {{  y-1 }}$",
            Map.of("x", "$1 \\ {{ y-1 }}", "y-1", "<&>"),
            problems);

    assertThat(filled).isEqualTo("a: $1 \\ {{ y-1 }} $1 \\ {{ y-1 }} {b: {c: 1}} <&>$");
    assertThat(problems).isEmpty();
  }

  @Test
  void reportsAMissingNameOnceAndMalformedOnes() {
    Placeholders.fill("{{ a }} {{ a }} {{ b c }} {{}}", Map.of(), problems);

    assertThat(problems).hasSize(3);
    assertThat(problems.get(0)).startsWith("placeholder {{ a }} has no value");
    assertThat(problems.get(1)).startsWith("\"{{ b c }}\" is not a placeholder");
    assertThat(problems.get(2)).startsWith("\"{{}}\" is not a placeholder");
  }

  @Test
  void allowsAnEmptyValue() {
    assertThat(Placeholders.fill("[{{ a }}]", Map.of("a", ""), problems)).isEqualTo("[]");
    assertThat(problems).isEmpty();
  }
}
