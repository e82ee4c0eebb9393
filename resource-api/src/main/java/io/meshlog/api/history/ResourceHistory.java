package io.meshlog.api.history;

import io.meshlog.api.auth.Access;
import io.meshlog.api.error.Problem;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Reads;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.resource.View;
import io.meshlog.api.resource.Views;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.event.Position;
import io.meshlog.model.event.Provenance;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.store.history.History;
import io.meshlog.store.history.HistoryEntry;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET …/{name}/history?size=&before=}: every change of a resource, newest first, with what
 * it was before and after. A resource that is gone keeps its history. The content of a secret is
 * never shown, in no form.
 */
public final class ResourceHistory {
  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 1000;

  private final Views views;
  private final History history;

  public ResourceHistory(Views views, History history) {
    this.views = views;
    this.history = history;
  }

  public <S extends Spec> Reply of(Ask ask, ResourceType<S> type) {
    Access.toResource(ask.user(), type);
    View view = views.of(ask);
    ResourceKey key =
        view.image()
            .find(type, ask.mesh(), ask.name())
            .map(Resource::key)
            .orElseGet(() -> type.key(ask.mesh(), view.image().self(), ask.name()));
    long before = number(ask, "before", Long.MAX_VALUE, Long.MAX_VALUE);
    int size = (int) number(ask, "size", DEFAULT_SIZE, MAX_SIZE);
    History.Page page = page(key, before, size);
    if (page.entries().isEmpty() && before == Long.MAX_VALUE) {
      throw Problem.notFound("Could not retrieve the history").raise();
    }
    ObjectNode root = SpecJson.plain().createObjectNode();
    ArrayNode items = root.putArray("items");
    page.entries().forEach(entry -> items.add(item(entry, view, type)));
    if (page.next().isPresent()) {
      root.put(
          "next",
          ask.http().getRequestURI() + "?before=" + page.next().getAsLong() + "&size=" + size);
    } else {
      root.putNull("next");
    }
    return Reply.json(200, root).with("Meshlog-Position", view.position().toString());
  }

  private History.Page page(ResourceKey key, long before, int size) {
    try {
      return history.of(key, before, size);
    } catch (SQLException e) {
      throw Problem.unavailable("the log cannot be read at the moment", 5).raise();
    }
  }

  private static long number(Ask ask, String parameter, long fallback, long most) {
    String text = ask.parameter(parameter);
    if (text == null || text.isEmpty()) {
      return fallback;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= 1 && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Answered below.
    }
    throw Problem.invalid(Reads.GET_TITLE, parameter, "must be a number from 1 to " + most).raise();
  }

  private static ObjectNode item(HistoryEntry entry, View view, ResourceType<?> type) {
    var event = entry.event();
    ObjectNode item = SpecJson.plain().createObjectNode();
    item.put(
        "position", new Position(view.position().logId(), event.epoch(), event.pos()).toString());
    item.put("version", event.streamVersion());
    item.put("recordedAt", event.recordedAt().toString());
    item.put("change", change(entry));
    meta(item, event.meta());
    Provenance imported = event.imported();
    if (imported != null) {
      ObjectNode from = item.putObject("importedFrom");
      from.put("channel", imported.channel().name());
      from.put(
          "position", new Position(imported.logId(), imported.epoch(), imported.pos()).toString());
    }
    payload(item, "before", entry.before(), type);
    payload(item, "after", entry.after(), type);
    return item;
  }

  private static String change(HistoryEntry entry) {
    if (entry.after() == null) {
      return "deleted";
    }
    return entry.before() == null ? "created" : "updated";
  }

  private static void meta(ObjectNode item, EventMeta meta) {
    item.put("actor", meta.actor());
    if (meta.tokenId() != null) {
      item.put("tokenId", meta.tokenId());
    }
    if (meta.requestId() != null) {
      item.put("requestId", meta.requestId());
    }
  }

  private static void payload(
      ObjectNode item, String field, @Nullable String payload, ResourceType<?> type) {
    if (payload == null) {
      item.putNull(field);
      return;
    }
    ObjectNode content = (ObjectNode) SpecJson.parse(Objects.requireNonNull(payload));
    if (type.sealed()) {
      content.putObject("spec");
    }
    item.set(field, content);
  }
}
