package io.meshlog.global.contract;

import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.envelope.AnnouncedKeys;
import io.meshlog.events.envelope.Checkpoint;
import io.meshlog.events.envelope.Fact;
import io.meshlog.events.envelope.WrappedKey;
import io.meshlog.events.envelope.ZoneStatus;
import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceType;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * The AsyncAPI 3.0 document: the template's prose, completed with what the code knows: each topic's
 * name and settings, the messages of each resource type, and which channel carries which.
 */
final class AsyncApiDocument {
  static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .disable(YAMLWriteFeature.SPLIT_LINES)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .enable(YAMLWriteFeature.LITERAL_BLOCK_STYLE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final String BINDING_VERSION = "0.5.0";
  private static final String ZONE = "{zone}";
  private static final List<String> OF_EVERY_CHANNEL = List.of("epochStarted", "checkpoint");

  private final ObjectNode root;
  private final List<ResourceType<?>> types;

  private AsyncApiDocument(ObjectNode template, List<ResourceType<?>> types) {
    this.root = template;
    this.types = MessageSchemas.exported(types);
  }

  static ObjectNode of(List<ResourceType<?>> types) throws Exception {
    try (InputStream template =
        AsyncApiDocument.class.getResourceAsStream("/contract/asyncapi.template.yaml")) {
      AsyncApiDocument document = new AsyncApiDocument((ObjectNode) YAML.readTree(template), types);
      document.fill();
      return document.root;
    }
  }

  /** Every topic by the id of its channel, with a place for the zone's name. */
  static Map<String, Topic> topics() {
    Origin zone = Origin.zone(ZONE);
    Channel policy = new Channel(Origin.GLOBAL, ChannelKind.POLICY);
    Channel offer = new Channel(zone, ChannelKind.OFFER);
    Channel inventory = new Channel(zone, ChannelKind.INVENTORY);
    Map<String, Topic> topics = new LinkedHashMap<>();
    topics.put("globalPolicyLog", Topics.log(policy));
    topics.put("globalPolicyState", Topics.state(policy));
    topics.put("zoneOfferLog", Topics.log(offer));
    topics.put("zoneOfferState", Topics.state(offer));
    topics.put("zoneInventoryLog", Topics.log(inventory));
    topics.put("zoneInventoryState", Topics.state(inventory));
    topics.put("zoneInsight", Topics.insight(ZONE));
    topics.put("zoneStatus", Topics.status(ZONE));
    topics.put("globalKeys", Topics.keys(Origin.GLOBAL));
    topics.put("zoneKeys", Topics.keys(zone));
    topics.put("deadLetters", Topics.DEAD_LETTERS);
    topics.put("zones", Topics.ZONES);
    return topics;
  }

  private List<String> carried(String channelId) {
    return switch (channelId) {
      case "globalPolicyLog", "globalPolicyState" ->
          events(type -> type.fromGlobal() == ChannelKind.POLICY);
      case "zoneOfferLog", "zoneOfferState" -> events(type -> type.fromZone() == ChannelKind.OFFER);
      case "zoneInventoryLog", "zoneInventoryState" ->
          events(type -> type.fromZone() == ChannelKind.INVENTORY);
      case "zoneInsight" -> List.of("zoneInsight");
      case "zoneStatus" -> List.of("zoneStatus");
      case "globalKeys", "zoneKeys" -> List.of("signingKeys", "keyWrapped", "keyDestroyed");
      case "deadLetters" -> List.of("deadLetter");
      case "zones" -> List.of("doorBell");
      default -> throw new IllegalStateException("what does " + channelId + " carry?");
    };
  }

  private List<String> events(Predicate<ResourceType<?>> carries) {
    List<String> names = new ArrayList<>();
    types.stream()
        .filter(carries)
        .forEach(type -> {
          names.add(type.name() + "Upserted");
          names.add(type.name() + "Deleted");
        });
    names.addAll(OF_EVERY_CHANNEL);
    return names;
  }

  private void fill() {
    ObjectNode operations = root.objectNode();
    topics()
        .forEach((id, topic) -> {
          ObjectNode channel = object(object(root, "channels"), id);
          describe(channel, topic);
          ObjectNode messages = channel.putObject("messages");
          ObjectNode operation =
              operations.putObject("receive" + capital(id)).put("action", "receive");
          operation.putObject("channel").put("$ref", "#/channels/" + id);
          var operationMessages = operation.putArray("messages");
          for (String message : carried(id)) {
            messages.putObject(message).put("$ref", "#/components/messages/" + message);
            operationMessages.addObject().put("$ref", "#/channels/" + id + "/messages/" + message);
          }
        });
    JsonNode components = root.remove("components");
    root.set("operations", operations);
    root.set("components", components);
    fillMessages(object((ObjectNode) components, "messages"));
    ObjectNode schemas = object((ObjectNode) components, "schemas");
    inherit(object(schemas, "factHeaders"), object(schemas, "checkpointHeaders"));
    inherit(object(schemas, "checkpointHeaders"), object(schemas, "eventHeaders"));
  }

  /** A validator of AsyncAPI reads a schema without references with the least trouble. */
  private static void inherit(ObjectNode from, ObjectNode to) {
    for (String field : List.of("required", "properties")) {
      JsonNode own = to.get(field);
      JsonNode all = from.get(field).deepCopy();
      if (all instanceof ObjectNode properties) {
        properties.setAll((ObjectNode) own);
      } else {
        ((ArrayNode) all).addAll((ArrayNode) own);
      }
      to.set(field, all);
    }
  }

  private static void describe(ObjectNode channel, Topic topic) {
    channel.put("address", topic.name());
    if (topic.name().contains(ZONE)) {
      channel
          .putObject("parameters")
          .putObject("zone")
          .put("description", "name of the zone, at most 63 of a-z, 0-9 and -");
    }
    ObjectNode kafka = channel.putObject("bindings").putObject("kafka").put("partitions", 1);
    ObjectNode settings = kafka.putObject("topicConfiguration");
    topic
        .settings()
        .forEach((name, value) -> {
          if (name.equals("cleanup.policy")) {
            var policies = settings.putArray(name);
            List.of(value.split(",")).forEach(policies::add);
          } else {
            settings.put(name, Long.parseLong(value));
          }
        });
    kafka.put("bindingVersion", BINDING_VERSION);
  }

  private void fillMessages(ObjectNode messages) {
    fact(messages, "zoneStatus", ZoneStatus.TYPE, "`status/<log id>`");
    fact(messages, "zoneInsight", Fact.TYPE, "`<type>/<mesh or ->/<name>` of the insight");
    fact(messages, "signingKeys", AnnouncedKeys.TYPE, "`signing-keys/<log id>`");
    fact(messages, "keyWrapped", WrappedKey.TYPE, "resource key of the secret");
    fact(messages, "keyDestroyed", WrappedKey.DESTROYED_TYPE, "resource key of the secret");
    message(messages, "epochStarted", EventCodec.EPOCH_STARTED, "eventHeaders", "`log`");
    message(messages, "checkpoint", Checkpoint.TYPE, "checkpointHeaders", "`checkpoint`");
    String key = "resource key: `<type>/<mesh or ->/<global or zone:zone>/<name>`";
    for (ResourceType<?> type : types) {
      String written = type.name() + "Upserted";
      String gone = type.name() + "Deleted";
      messages.putObject(written).put("title", type.singular() + " made or changed");
      message(messages, written, MessageSchemas.upserted(type), "eventHeaders", key);
      messages.putObject(gone).put("title", type.singular() + " deleted");
      message(messages, gone, MessageSchemas.deleted(type), "eventHeaders", key);
    }
  }

  private static void fact(ObjectNode messages, String id, String ceType, String key) {
    message(messages, id, ceType, "factHeaders", key);
  }

  private static void message(
      ObjectNode messages, String id, String ceType, String headers, String key) {
    ObjectNode message = object(messages, id);
    message.put("name", ceType);
    message.putObject("headers").put("$ref", "#/components/schemas/" + headers);
    ObjectNode payload = message.putObject("payload");
    payload.put("schemaFormat", "application/schema+json;version=draft-2020-12");
    payload.putObject("schema").put("$ref", "./schemas/" + ceType + ".json");
    ObjectNode kafka = message.putObject("bindings").putObject("kafka");
    kafka.putObject("key").put("type", "string").put("description", key);
    kafka.put("bindingVersion", BINDING_VERSION);
  }

  private static ObjectNode object(ObjectNode parent, String field) {
    if (!(parent.get(field) instanceof ObjectNode child)) {
      throw new IllegalStateException("the template says nothing of " + field);
    }
    return child;
  }

  private static String capital(String id) {
    return Character.toUpperCase(id.charAt(0)) + id.substring(1);
  }
}
