package io.meshlog.global.contract;

import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.envelope.AnnouncedKeys;
import io.meshlog.events.envelope.Checkpoint;
import io.meshlog.events.envelope.Fact;
import io.meshlog.events.envelope.WrappedKey;
import io.meshlog.events.envelope.ZoneStatus;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.schema.JavaSchema;
import io.meshlog.model.zone.SigningKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema (2020-12) of each message's payload, by CloudEvents type. */
final class MessageSchemas {
  private static final String HEX_32 = "^[0-9a-f]{64}$";

  private MessageSchemas() {}

  static Map<String, ObjectNode> of(List<ResourceType<?>> types) {
    Map<String, ObjectNode> all = new TreeMap<>();
    for (ResourceType<?> type : exported(types)) {
      all.put(upserted(type), withId(upserted(type), upsert(type)));
      all.put(deleted(type), withId(deleted(type), deletion(type)));
    }
    Map.of(
            EventCodec.EPOCH_STARTED,
            epochStarted(),
            Checkpoint.TYPE,
            checkpoint(),
            WrappedKey.TYPE,
            keyWrapped(),
            WrappedKey.DESTROYED_TYPE,
            keyDestroyed(),
            AnnouncedKeys.TYPE,
            signingKeys(),
            ZoneStatus.TYPE,
            status(),
            Fact.TYPE,
            insight())
        .forEach((name, schema) -> all.put(name, withId(name, schema)));
    return all;
  }

  /** The types that travel at all, in alphabetical order. */
  static List<ResourceType<?>> exported(List<ResourceType<?>> types) {
    return types.stream()
        .filter(
            type -> type.fromGlobal() != ChannelKind.NONE || type.fromZone() != ChannelKind.NONE)
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .<ResourceType<?>>map(type -> type)
        .toList();
  }

  static String upserted(ResourceType<?> type) {
    return "io.meshlog." + type.name().toLowerCase(Locale.ROOT) + ".upserted.v1";
  }

  static String deleted(ResourceType<?> type) {
    return "io.meshlog." + type.name().toLowerCase(Locale.ROOT) + ".deleted.v1";
  }

  private static ObjectNode upsert(ResourceType<?> type) {
    ObjectNode schema =
        object("A " + type.name() + " as it stands after a change: its whole new state.");
    ObjectNode properties = schema.putObject("properties");
    JavaSchema.strings(properties.putObject("labels"));
    ObjectNode spec = JavaSchema.of(type.specClass());
    if (type.sealed()) {
      spec.put("description", "Encrypted: `data`, the content in clear, is never on a topic.");
      ((ObjectNode) spec.get("properties")).remove("data");
    }
    properties.set("spec", spec);
    return required(schema, "labels", "spec");
  }

  private static ObjectNode deletion(ResourceType<?> type) {
    ObjectNode schema = SpecJson.plain().createObjectNode();
    schema.put(
        "description",
        "The "
            + type.name()
            + " was deleted. `{}` on the log topic; on the state topic a tombstone, whose hash is"
            + " still over `{}`.");
    schema.putArray("type").add("object").add("null");
    return schema.put("maxProperties", 0);
  }

  private static ObjectNode epochStarted() {
    ObjectNode schema =
        object(
            "The owner's log lost its tail, or was rebuilt, and goes on under a higher epoch. Compare"
                + " what you hold with the state topic.");
    integer(schema.putObject("properties"), "epoch", 2);
    return required(schema, "epoch");
  }

  private static ObjectNode checkpoint() {
    ObjectNode schema =
        object("What the channel holds after the event that the headers name, as a hash.");
    ObjectNode properties = schema.putObject("properties");
    integer(properties, "resources", 0);
    properties.putObject("stateHash").put("type", "string").put("pattern", HEX_32);
    return required(schema, "resources", "stateHash");
  }

  private static ObjectNode keyWrapped() {
    ObjectNode schema =
        object(
            "The data key of a sealed secret, encrypted under the federation's key ring: of use to"
                + " control planes only.");
    ObjectNode properties = schema.putObject("properties");
    properties.putObject("keyId").put("type", "string");
    properties.putObject("ringKeyId").put("type", "string");
    properties
        .putObject("wrapped")
        .put("type", "string")
        .put("pattern", "^([0-9a-f]{2})+$")
        .put("description", "nonce and ciphertext, in hex");
    return required(schema, "keyId", "ringKeyId", "wrapped");
  }

  private static ObjectNode keyDestroyed() {
    return SpecJson.plain()
        .createObjectNode()
        .put("description", "A tombstone: the secret cannot be opened any more, anywhere.")
        .put("type", "null");
  }

  private static ObjectNode signingKeys() {
    ObjectNode schema =
        object("The keys that sign what a log publishes, oldest first; each endorses a later one.");
    ObjectNode properties = schema.putObject("properties");
    properties
        .putObject("keys")
        .put("type", "array")
        .set("items", required(JavaSchema.of(SigningKey.class), "id", "publicKey", "fromPos"));
    ObjectNode proof = object("For control planes: whoever announces knows the federation's keys.");
    ObjectNode proofProperties = proof.putObject("properties");
    proofProperties.putObject("mac").put("type", "string").put("pattern", "^([0-9a-f]{2})+$");
    proofProperties.putObject("ringKeyId").put("type", "string");
    properties.set("proof", proof);
    return required(schema, "keys");
  }

  private static ObjectNode status() {
    ObjectNode schema = JavaSchema.of(ZoneStatus.class);
    schema.put("description", "What a zone says of itself: at start, on change, as a heartbeat.");
    return required(schema, "zone", "logId", "instanceId", "startedAt", "at", "stopping", "state");
  }

  private static ObjectNode insight() {
    ObjectNode schema = SpecJson.plain().createObjectNode();
    schema.put(
        "description",
        "What a zone observes of a proxy, in the shape of Kuma's DataplaneInsight or"
            + " ZoneIngressInsight, or (ZoneConfig) its settings; no value: forgotten.");
    schema.putArray("type").add("object").add("null");
    ObjectNode subscription =
        schema
            .putObject("properties")
            .putObject("subscriptions")
            .put("type", "array")
            .putObject("items")
            .put("type", "object");
    ObjectNode properties = subscription.putObject("properties");
    for (String text : List.of("id", "controlPlaneInstanceId")) {
      properties.putObject(text).put("type", "string");
    }
    for (String time : List.of("connectTime", "disconnectTime")) {
      properties.putObject(time).put("type", "string").put("format", "date-time");
    }
    properties.putObject("status").put("type", "object");
    properties.putObject("version").put("type", "object");
    return schema;
  }

  private static ObjectNode object(String description) {
    return SpecJson.plain()
        .createObjectNode()
        .put("description", description)
        .put("type", "object");
  }

  private static void integer(ObjectNode properties, String name, int least) {
    properties.putObject(name).put("type", "integer").put("minimum", least);
  }

  private static ObjectNode required(ObjectNode schema, String... names) {
    var required = schema.putArray("required");
    List.of(names).forEach(required::add);
    return schema;
  }

  /** The id is what the header {@code ce_dataschema} says. */
  private static ObjectNode withId(String type, ObjectNode schema) {
    ObjectNode whole = SpecJson.plain().createObjectNode();
    whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    whole.put("$id", "urn:meshlog:schema:" + type);
    whole.put("title", type);
    whole.setAll(schema);
    return whole;
  }
}
