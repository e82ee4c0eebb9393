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
import io.meshlog.model.admit.Verdict.NotAdmitted;
import io.meshlog.model.contract.ResourceSample;
import io.meshlog.model.contract.ResourceSamples;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.xds.policy.MeshTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  static Stream<ResourceType<?>> exported() {
    return MeshTypes.ALL.stream()
        .filter(ResourceSamples::wantedFor)
        .filter(type -> !type.sealed())
        .filter(
            type -> type.fromGlobal() != ChannelKind.NONE || type.fromZone() != ChannelKind.NONE);
  }

  /** The samples of a type, as events: each fits, and has no field that the schema lacks. */
  @ParameterizedTest
  @MethodSource("exported")
  void everyKindOfResourceFitsItsSchema(ResourceType<?> type) throws IOException {
    JsonNode schema = closed(MessageSchemas.upserted(type));
    for (ResourceSample sample : ResourceSamples.of(type)) {
      if (sample.good()) {
        String payload = payload(type, sample);
        assertThat(errors(schema, SpecJson.parse(payload))).as("%s: %s", sample, payload).isEmpty();
      }
    }
  }

  private static <S extends Spec> String payload(ResourceType<S> type, ResourceSample sample) {
    Submission<S> submission =
        new Submission<>(type, sample.mesh(), sample.resourceName(), sample.resource());
    return switch (new Admission(sample.where().context(), false).admit(submission, null)) {
      case Admitted<S> admitted -> EventCodec.payload(type, admitted.labels(), admitted.spec());
      case NotAdmitted<S> no -> throw new AssertionError(sample + ": " + no.refusal());
    };
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
