package io.meshlog.api.history;

import io.meshlog.api.error.Problem;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Moments;
import io.meshlog.model.diff.JsonPatch;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.event.MeshEvent.EpochStarted;
import io.meshlog.model.event.Position;
import io.meshlog.model.event.Provenance;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.store.history.HistoryEntry;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The one form in which a change is told. */
final class EntryJson {
  /**
   * What of the content is shown.
   *
   * @param names of the members that are
   */
  record Parts(Set<String> names) {
    private static final List<String> ALL = List.of("difference", "before", "after");

    /** All unless {@code include} names some, separated by commas. */
    static Parts of(Ask ask) {
      String text = ask.parameter("include");
      if (text == null) {
        return new Parts(Set.copyOf(ALL));
      }
      List<String> wanted = text.isEmpty() ? List.of() : List.of(text.split(",", -1));
      if (!ALL.containsAll(wanted)) {
        throw Problem.invalid(Moments.TITLE, "include", "must be some of " + ALL).raise();
      }
      return new Parts(Set.copyOf(wanted));
    }

    boolean shows(String name) {
      return names.contains(name);
    }
  }

  private final UUID logId;
  private final ResourceTypes types;
  private final Parts parts;

  EntryJson(UUID logId, ResourceTypes types, Parts parts) {
    this.logId = logId;
    this.types = types;
    this.parts = parts;
  }

  ObjectNode of(HistoryEntry entry) {
    RecordedEvent event = entry.event();
    ObjectNode item = SpecJson.plain().createObjectNode();
    item.put("position", new Position(logId, event.epoch(), event.pos()).toString());
    item.put("time", event.recordedAt().toString());
    ResourceKey key = entry.key();
    if (key == null) {
      item.put("type", "Log");
    } else {
      resource(item, key);
      item.put("version", event.streamVersion());
    }
    item.put("change", change(entry));
    if (event.event() instanceof EpochStarted started) {
      item.put("epoch", started.epoch());
    }
    meta(item, event.meta());
    Provenance imported = event.imported();
    if (imported != null) {
      ObjectNode from = item.putObject("importedFrom");
      from.put("channel", imported.channel().name());
      from.put(
          "position", new Position(imported.logId(), imported.epoch(), imported.pos()).toString());
    }
    if (key != null) {
      content(item, entry, key);
    }
    return item;
  }

  private static void resource(ObjectNode item, ResourceKey key) {
    item.put("type", key.type());
    if (!key.mesh().isEmpty()) {
      item.put("mesh", key.mesh());
    }
    item.put("name", key.name());
    item.put("origin", key.origin().toString());
  }

  private static String change(HistoryEntry entry) {
    if (entry.key() == null) {
      return entry.event().event() instanceof EpochStarted ? "epochStarted" : "noted";
    }
    if (entry.after() == null) {
      return "deleted";
    }
    return entry.before() == null && entry.beforeHeld() ? "created" : "updated";
  }

  private static void meta(ObjectNode item, EventMeta meta) {
    item.put("actor", meta.actor());
    optional(item, "tokenId", meta.tokenId());
    optional(item, "requestId", meta.requestId());
    optional(item, "trace", meta.traceparent());
    optional(item, "revertedTo", meta.revertedTo());
  }

  private static void optional(ObjectNode item, String field, @Nullable String value) {
    if (value != null) {
      item.put(field, value);
    }
  }

  /** A difference is told only between two states that are known. */
  private void content(ObjectNode item, HistoryEntry entry, ResourceKey key) {
    ResourceType<?> type = types.byNameOrOpaque(key.type());
    JsonNode before = document(entry.before(), type);
    JsonNode after = document(entry.after(), type);
    if (type.sealed()) {
      item.put("contentHidden", true);
    }
    if (!entry.beforeHeld()) {
      item.put("beforeHeld", false);
    }
    if (parts.shows("difference") && entry.beforeHeld()) {
      item.set("difference", JsonPatch.json(JsonPatch.between(before, after)));
    }
    if (parts.shows("before")) {
      item.set("before", before);
    }
    if (parts.shows("after")) {
      item.set("after", after);
    }
  }

  private static @Nullable JsonNode document(@Nullable String payload, ResourceType<?> type) {
    return payload == null ? null : Content.shown(type, (ObjectNode) SpecJson.parse(payload));
  }
}
