package io.meshlog.events.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.node.ObjectNode;

/**
 * The records third parties rely on, byte for byte. A change here is a change of the public
 * contract; {@code -Dmeshlog.golden.update=true} rewrites the files.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordGoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden/record");
  private static final boolean UPDATE = Boolean.getBoolean("meshlog.golden.update");

  Set<String> names() {
    return SampleRecords.all().keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void theRecordIsAsPublished(String name) throws IOException {
    String actual = shown(SampleRecords.all().get(name));
    Path file = FOLDER.resolve(name + ".json");
    if (UPDATE) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, actual);
    }
    assertThat(actual)
        .as(
            "differs from %s; if the contract is meant to change: -Dmeshlog.golden.update=true",
            file)
        .isEqualTo(Files.exists(file) ? Files.readString(file) : "(no such file)");
  }

  /** The others are for people, or are not believed. */
  Stream<String> namesOfMessages() {
    return names().stream().filter(name -> !Set.of("dead-letter", "door-bell").contains(name));
  }

  @ParameterizedTest
  @MethodSource("namesOfMessages")
  void theReaderKnowsEveryPublishedRecord(String name) {
    assertThat(EnvelopeReader.read(SampleRecords.all().get(name)))
        .isNotInstanceOf(Received.Unreadable.class);
  }

  @Test
  void noFileIsLeftOver() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      Set<String> found =
          files
              .map(f -> f.getFileName().toString().replace(".json", ""))
              .collect(Collectors.toSet());
      assertThat(found).isEqualTo(names());
    }
  }

  private static String shown(TopicRecord record) {
    ObjectNode root = SpecJson.plain().createObjectNode();
    root.put("key", record.key());
    ObjectNode headers = root.putObject("headers");
    for (Map.Entry<String, String> header : record.headers().entrySet()) {
      headers.put(header.getKey(), header.getValue());
    }
    byte[] value = record.value();
    root.put("value", value == null ? null : new String(value, StandardCharsets.UTF_8));
    return SpecJson.plain()
            .writer()
            .with(SerializationFeature.INDENT_OUTPUT)
            .writeValueAsString(root)
        + "\n";
  }
}
