package io.meshlog.global.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.meshlog.events.codec.EventCodec;
import io.meshlog.model.admit.Admission;
import io.meshlog.model.admit.Submission;
import io.meshlog.model.admit.Verdict.Admitted;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.xds.policy.MeshTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is really written fits the published schemas, judged by a validator that is not ours. */
class RecordSchemaTest {
  private static final SchemaRegistry VALIDATOR =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  /** Their values are not JSON of this contract, or have no schema. */
  private static final Set<String> WITHOUT_SCHEMA = Set.of("dead-letter", "door-bell");

  static Stream<Path> records() throws IOException {
    try (Stream<Path> files = Files.list(ContractFiles.GOLDEN_RECORDS)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void aGoldenRecordFitsItsSchemas(Path file) throws IOException {
    JsonNode record = SpecJson.parse(Files.readString(file));
    if (WITHOUT_SCHEMA.contains(file.getFileName().toString().replace(".json", ""))) {
      return;
    }
    JsonNode headers = record.path("headers");
    String type = headers.path("ce_type").asString();
    JsonNode value =
        record.path("value").isNull()
            ? record.path("value")
            : SpecJson.parse(record.path("value").asString());
    assertThat(errors(schema(type), value)).as("value of %s", type).isEmpty();
    assertThat(errors(headersOf(type), headers)).as("headers of %s", type).isEmpty();
    assertThat(record.path("key")).isEqualTo(headers.path("ce_subject"));
  }

  @Test
  void aRecordOfAnotherShapeDoesNotFit() throws IOException {
    String type = "io.meshlog.meshtimeout.upserted.v1";
    JsonNode wrong = SpecJson.parse("{\"labels\":{},\"spec\":{\"to\":[{\"targetRef\":\"a\"}]}}");
    assertThat(errors(schema(type), wrong)).hasSize(1);
    assertThat(errors(schema(type), SpecJson.parse("{\"labels\":{}}"))).hasSize(1);
    ObjectNode headers = SpecJson.plain().createObjectNode().put("ce_mlseq", "x");
    assertThat(errors(headersOf(type), headers)).hasSizeGreaterThan(10);
  }

  /** The cases of the generator, as events: each fits, and has no field that the schema lacks. */
  @Test
  void everyKindOfResourceFitsItsSchema() throws IOException {
    Set<String> seen = new HashSet<>();
    List<Path> inputs;
    try (Stream<Path> files = Files.walk(ContractFiles.INPUTS)) {
      inputs = files.filter(file -> file.endsWith("input.yaml")).toList();
    }
    for (Path input : inputs) {
      try (var documents =
          AsyncApiDocument.YAML
              .readerFor(JsonNode.class)
              .<JsonNode>readValues(Files.readString(input))) {
        for (JsonNode document : documents.readAll()) {
          ResourceType<?> type =
              MeshTypes.TYPES.byName(document.path("type").asString("")).orElse(null);
          Optional<String> payload =
              type == null ? Optional.empty() : payload(type, document, input);
          if (payload.isPresent()) {
            String ceType = MessageSchemas.upserted(type);
            assertThat(errors(closed(ceType), SpecJson.parse(payload.get())))
                .as("%s of %s: %s", type, input, payload.get())
                .isEmpty();
            seen.add(type.name());
          }
        }
      }
    }
    assertThat(seen)
        .containsAll(
            MeshTypes.ALL.stream()
                .filter(type -> type.policy().isPresent())
                .map(ResourceType::name)
                .toList())
        .contains("Mesh", "Dataplane", "ZoneIngress");
  }

  private static <S extends Spec> Optional<String> payload(
      ResourceType<S> type, JsonNode document, Path input) {
    Origin origin = type.fromGlobal() == ChannelKind.NONE ? Origin.zone("zone-1") : Origin.GLOBAL;
    Submission<S> submission =
        new Submission<>(
            type, document.path("mesh").asString(""), document.path("name").asString(""), document);
    var verdict = new Admission(new WriteContext(origin, false), false).admit(submission, null);
    if (verdict instanceof Admitted<S> admitted) {
      return Optional.of(EventCodec.payload(type, admitted.labels(), admitted.spec()));
    }
    // A few cases speak as another control plane would.
    assertThat(document.has("origin")).as("%s: %s", input, verdict).isTrue();
    return Optional.empty();
  }

  private static Set<String> errors(JsonNode schema, JsonNode value) {
    Schema compiled = VALIDATOR.getSchema(schema);
    return compiled.validate(value).stream().map(Error::toString).collect(Collectors.toSet());
  }

  private static JsonNode schema(String type) throws IOException {
    return SpecJson.parse(
        Files.readString(ContractFiles.FOLDER.resolve("schemas/" + type + ".json")));
  }

  /** As published, but nothing may be there that it does not name. */
  private static JsonNode closed(String type) throws IOException {
    JsonNode schema = schema(type);
    close(schema);
    ((ObjectNode) schema).remove("$id");
    return schema;
  }

  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.has("properties")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(RecordSchemaTest::close);
  }

  private static JsonNode headersOf(String type) throws IOException {
    JsonNode document =
        AsyncApiDocument.YAML.readTree(
            Files.readString(ContractFiles.FOLDER.resolve("asyncapi.yaml")));
    for (JsonNode message : document.path("components").path("messages")) {
      if (message.path("name").asString("").equals(type)) {
        String ref = message.path("headers").path("$ref").asString();
        return document.at(ref.substring(1));
      }
    }
    throw new AssertionError("no message " + type);
  }
}
