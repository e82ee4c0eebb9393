package io.meshlog.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.cli.document.DocumentText;
import io.meshlog.model.json.SpecJson;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class OutputTest {
  @Test
  void alignsColumnsAndKeepsARowARow() {
    assertThat(new Table("A", "LONGER").row("übermäßig", "x").row("1", "two\nlines").text())
        .isEqualTo("A           LONGER\nübermäßig   x\n1           two lines\n");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T00:00:00Z,0s",
    "2025-12-31T23:59:15Z,45s",
    "2025-12-31T23:15:00Z,45m",
    "2025-12-31T01:00:00Z,23h",
    "2025-12-01T00:00:00Z,31d",
    "2020-01-01T00:00:00Z,6y",
    "2026-01-01T00:00:05Z,0s",
    "0001-01-01T00:00:00Z,never",
    "nonsense,never"
  })
  void saysHowLongAgo(String time, String age) {
    assertThat(new Ages(Instant.parse("2026-01-01T00:00:00Z")).since(time)).isEqualTo(age);
  }

  /** Read again, by readers of YAML 1.1 and 1.2, a text is the same text. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "yes",
        "No",
        "on",
        "off",
        "y",
        "~",
        "null",
        "true",
        "1",
        "0x1F",
        "1e3",
        "1_000",
        "12:30:00",
        "2024-01-01",
        ".5",
        "-1",
        "+1",
        "",
        " lead",
        "a: b",
        "a #b",
        "- x",
        "{{.Mesh}}",
        "*",
        "&a",
        "!b",
        "%c",
        "@d",
        "`e",
        "'q'",
        "\"dq\"",
        "two\nlines\n",
        "tab\tbed",
        "ünï"
      })
  void writesTextThatStaysText(String text) {
    ObjectNode tree = SpecJson.plain().createObjectNode().put("value", text).put(text, 1);
    String yaml = Yaml.write(tree);
    JsonNode again = DocumentText.parse("test", yaml).getFirst().tree();
    assertThat(again).isEqualTo(tree);
    if (text.matches("(?i)yes|no|on|off|y|[0-9+.-].*")) {
      assertThat(yaml).as("YAML 1.1 takes it for something else").contains("\"" + text + "\"");
    }
  }

  @Test
  void writesEveryKindOfValue() {
    JsonNode tree =
        SpecJson.parse(
            "{\"a\":[1,2.5,true,null,{\"b\":[]},{}],\"c\":9007199254740993,\"d\":{\"e\":\"f\"}}");
    assertThat(DocumentText.parse("test", Yaml.write(tree)).getFirst().tree()).isEqualTo(tree);
    assertThat(SpecJson.parse(Output.json(tree))).isEqualTo(tree);
  }
}
