package io.meshlog.events.codec;

import io.meshlog.events.upcast.Upcasters;
import io.meshlog.model.event.MeshEvent;
import io.meshlog.model.event.MeshEvent.Deleted;
import io.meshlog.model.event.MeshEvent.EpochStarted;
import io.meshlog.model.event.MeshEvent.Unknown;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.resource.Spec;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an event's content as canonical JSON and reads it back. Pure and thread-safe.
 *
 * <p>Payloads: {@code {"labels":{…},"spec":{…}}} for an upsert, {@code {}} for a deletion, {@code
 * {"epoch":N}} for the start of an epoch. The resource's key travels beside the payload.
 */
public final class EventCodec {
  private static final String PREFIX = "io.meshlog.";

  /** How the type of every event ends that holds a resource's full state. */
  public static final String UPSERTED = ".upserted.v1";

  /** How the type of every event ends that says a resource is gone. */
  public static final String DELETED = ".deleted.v1";

  public static final String EPOCH_STARTED = PREFIX + "log.epochstarted.v1";

  /** Version of the payloads written now. Older ones are read through {@link Upcasters}. */
  public static final int SCHEMA_VERSION = Upcasters.CURRENT;

  private final ResourceTypes types;
  private final Upcasters upcasters;

  public EventCodec(ResourceTypes types) {
    this(types, Upcasters.ALL);
  }

  public EventCodec(ResourceTypes types, Upcasters upcasters) {
    this.types = types;
    this.upcasters = upcasters;
  }

  /**
   * @param type CloudEvents type, e.g. {@code io.meshlog.dataplane.upserted.v1}
   * @param payload canonical JSON text
   */
  public record Encoded(String type, int schemaVersion, String payload) {}

  /** Content that is not what its type says; what is wrong is the message. */
  public static final class UnreadableEvent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableEvent(String message, Throwable cause) {
      super(message, cause);
    }
  }

  public Encoded encode(MeshEvent event) {
    return switch (event) {
      case Upserted<?> upserted ->
          new Encoded(
              typeName(upserted.key()) + UPSERTED,
              SCHEMA_VERSION,
              payload(upserted.type(), upserted.labels(), upserted.spec()));
      case Deleted deleted -> new Encoded(typeName(deleted.key()) + DELETED, SCHEMA_VERSION, "{}");
      case EpochStarted started ->
          new Encoded(EPOCH_STARTED, SCHEMA_VERSION, "{\"epoch\":" + started.epoch() + "}");
      case Unknown unknown ->
          throw new IllegalArgumentException("only a later version can write " + unknown.type());
    };
  }

  /** The canonical content of a live resource: the payload of its newest event. */
  public static String payload(ResourceType<?> type, Labels labels, Spec spec) {
    ObjectNode root = SpecJson.plain().createObjectNode();
    root.set("labels", SpecJson.plain().valueToTree(labels.values()));
    root.set("spec", SpecJson.parse(SpecJson.write(type, spec)));
    return root.toString();
  }

  /** CloudEvents type of an event that holds the full state of this resource. */
  public static String upsertedType(ResourceKey key) {
    return typeName(key) + UPSERTED;
  }

  /** As {@link #decode(String, int, ResourceKey, String)}, of a payload in the form of now. */
  public MeshEvent decode(String ceType, ResourceKey key, String payload) {
    return decode(ceType, SCHEMA_VERSION, key, payload);
  }

  /**
   * @param ceType the CloudEvents type it was written with
   * @param schemaVersion the form it was written in; an older one is lifted first
   * @param key the resource, ignored for events about the log itself
   * @throws UnreadableEvent if the payload does not bind
   */
  public MeshEvent decode(String ceType, int schemaVersion, ResourceKey key, String payload) {
    try {
      if (ceType.equals(EPOCH_STARTED)) {
        return new EpochStarted(SpecJson.parse(payload).path("epoch").asInt());
      }
      if (ceType.endsWith(DELETED)) {
        return new Deleted(key);
      }
      if (!ceType.endsWith(UPSERTED)) {
        return new Unknown(ceType, key);
      }
      JsonNode content = upcasters.lift(ceType, schemaVersion, SpecJson.parse(payload));
      return upserted(types.byNameOrOpaque(key.type()), key, content);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new UnreadableEvent("unreadable " + ceType + " of " + key + ": " + e.getMessage(), e);
    }
  }

  private static <S extends Spec> Upserted<S> upserted(
      ResourceType<S> type, ResourceKey key, JsonNode root) {
    Map<?, ?> labels = SpecJson.plain().treeToValue(root.path("labels"), Map.class);
    Labels typed = labels == null ? Labels.EMPTY : Labels.of(strings(labels));
    return new Upserted<>(type, key, typed, SpecJson.read(type, root.required("spec")));
  }

  private static Map<String, String> strings(Map<?, ?> raw) {
    return raw.entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> String.valueOf(entry.getKey()),
                entry -> String.valueOf(entry.getValue())));
  }

  private static String typeName(ResourceKey key) {
    return PREFIX + key.type().toLowerCase(Locale.ROOT);
  }
}
