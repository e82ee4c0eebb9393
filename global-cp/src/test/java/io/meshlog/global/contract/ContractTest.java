package io.meshlog.global.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** The AsyncAPI document as it is checked in hangs together, by the rules of AsyncAPI 3.0. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractTest {
  private JsonNode document = SpecJson.plain().missingNode();

  @BeforeAll
  void read() throws Exception {
    document =
        AsyncApiDocument.YAML.readTree(
            Files.readString(ContractFiles.FOLDER.resolve("asyncapi.yaml")));
  }

  @Test
  void hasWhatEveryDocumentMust() {
    assertThat(document.path("asyncapi").asString()).isEqualTo("3.0.0");
    assertThat(document.path("info").path("title").asString()).isNotEmpty();
    assertThat(document.path("info").path("version").asString()).isNotEmpty();
    assertThat(document.propertyNames())
        .isSubsetOf(
            "asyncapi",
            "id",
            "info",
            "servers",
            "defaultContentType",
            "channels",
            "operations",
            "components");
    for (JsonNode server : document.path("servers")) {
      assertThat(server.path("host").asString()).isNotEmpty();
      assertThat(server.path("protocol").asString()).isEqualTo("kafka");
    }
  }

  @Test
  void everyReferenceLeadsSomewhereAndEverySchemaIsUsed() throws Exception {
    Set<String> used = new HashSet<>();
    everyRef(
        document,
        ref -> {
          if (ref.startsWith("#")) {
            assertThat(document.at(JsonPointer.compile(ref.substring(1))).isMissingNode())
                .as(ref)
                .isFalse();
          } else {
            used.add(ref);
          }
        });
    try (Stream<Path> files = Files.list(ContractFiles.FOLDER.resolve("schemas"))) {
      assertThat(files.map(file -> "./schemas/" + file.getFileName()))
          .containsExactlyInAnyOrderElementsOf(used);
    }
  }

  @Test
  void everyChannelIsATopicAndHasTheParametersOfItsAddress() {
    Set<String> addresses = new HashSet<>();
    document
        .path("channels")
        .properties()
        .forEach(channel -> {
          String address = channel.getValue().path("address").asString();
          assertThat(addresses.add(address)).as("%s stands twice", address).isTrue();
          assertThat(channel.getValue().path("parameters").propertyNames())
              .as(channel.getKey())
              .containsExactlyElementsOf(address.contains("{zone}") ? List.of("zone") : List.of());
          assertThat(channel.getValue().path("messages").isEmpty()).isFalse();
          assertThat(channel.getValue().path("bindings").has("kafka")).isTrue();
        });
    assertThat(document.path("channels").propertyNames())
        .containsExactlyInAnyOrderElementsOf(AsyncApiDocument.topics().keySet());
  }

  @Test
  void everyOperationReceivesTheMessagesOfItsChannel() {
    Set<String> received = new HashSet<>();
    document
        .path("operations")
        .properties()
        .forEach(operation -> {
          assertThat(operation.getValue().path("action").asString()).isEqualTo("receive");
          String ref = operation.getValue().path("channel").path("$ref").asString();
          assertThat(received.add(ref)).isTrue();
          String messages = ref + "/messages/";
          for (JsonNode message : operation.getValue().path("messages")) {
            assertThat(message.path("$ref").asString()).startsWith(messages);
          }
          JsonNode ofChannel = document.at(JsonPointer.compile(ref.substring(1))).path("messages");
          assertThat(operation.getValue().path("messages")).hasSize(ofChannel.size());
        });
    assertThat(received).hasSize(document.path("channels").size());
  }

  @Test
  void everyMessageIsCarriedAndNamesTheSchemaThatItsHeaderDoes() throws Exception {
    Map<String, String> byName = new HashMap<>();
    Set<String> carried = new HashSet<>();
    document
        .path("channels")
        .forEach(channel -> carried.addAll(channel.path("messages").propertyNames()));
    assertThat(document.path("components").path("messages").propertyNames())
        .containsExactlyInAnyOrderElementsOf(carried);
    for (var message : document.path("components").path("messages").properties()) {
      JsonNode schema = message.getValue().path("payload").path("schema");
      if (schema.isMissingNode()) {
        continue;
      }
      String name = message.getValue().path("name").asString();
      assertThat(byName.put(name, message.getKey())).as(name).isNull();
      Path file = ContractFiles.FOLDER.resolve(schema.path("$ref").asString());
      assertThat(SpecJson.parse(Files.readString(file)).path("$id").asString())
          .isEqualTo("urn:meshlog:schema:" + name);
    }
  }

  private static void everyRef(JsonNode node, Consumer<String> visit) {
    JsonNode ref = node.get("$ref");
    if (ref != null) {
      visit.accept(ref.asString());
    }
    node.forEach(child -> everyRef(child, visit));
  }
}
