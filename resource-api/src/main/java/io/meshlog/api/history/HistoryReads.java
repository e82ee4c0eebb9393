package io.meshlog.api.history;

import io.meshlog.api.auth.Access;
import io.meshlog.api.auth.Right;
import io.meshlog.api.error.Problem;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Moments;
import io.meshlog.api.resource.Paging;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.resource.View;
import io.meshlog.api.resource.Views;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.history.History;
import io.meshlog.store.history.HistoryQuery;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers {@code …/history}: who changed what when, newest first, of everything, of a mesh or of
 * one resource. A resource that is gone keeps its history. Changes of secrets are told to admins
 * only, and their content to nobody. Thread-safe; blocks on the database.
 */
public final class HistoryReads {
  private final ResourceTypes types;
  private final Set<String> sealedTypes;
  private final Views views;
  private final Moments moments;
  private final History history;

  public HistoryReads(ResourceTypes types, Views views, Moments moments, History history) {
    this.types = types;
    this.sealedTypes =
        types.all().stream()
            .filter(ResourceType::sealed)
            .map(ResourceType::name)
            .collect(Collectors.toUnmodifiableSet());
    this.views = views;
    this.moments = moments;
    this.history = history;
  }

  /** Of everything, or of the mesh in the path and all in it. */
  public Reply all(Ask ask) {
    String type = given(ask, "type");
    if (type != null && !type.equals(HistoryQuery.OF_THE_LOG)) {
      ResourceType<?> known =
          types
              .byName(type)
              .orElseThrow(() ->
                  Problem.invalid(Moments.TITLE, "type", "there is no type \"" + type + '"')
                      .raise());
      Access.toResource(ask.user(), known);
    }
    boolean ofMesh = ask.variables().containsKey("mesh");
    HistoryQuery query =
        new HistoryQuery(
            null,
            type,
            ofMesh ? ask.mesh() : given(ask, "mesh"),
            given(ask, "name"),
            given(ask, "actor"),
            ask.user().may(Right.ADMIN_RESOURCES) ? Set.of() : sealedTypes,
            from(ask),
            to(ask),
            page(ask));
    History.Page page = find(query);
    View now = views.newest();
    if (ofMesh
        && page.entries().isEmpty()
        && now.image().find(CoreTypes.MESH, "", ask.mesh()).isEmpty()
        && find(anythingOf(query)).entries().isEmpty()) {
      throw notFound();
    }
    return reply(ask, page, now);
  }

  private static HistoryQuery anythingOf(HistoryQuery query) {
    return new HistoryQuery(
        null,
        null,
        query.mesh(),
        null,
        null,
        query.hiddenTypes(),
        1,
        Long.MAX_VALUE,
        HistoryQuery.Page.newest(1));
  }

  public <S extends Spec> Reply of(Ask ask, ResourceType<S> type) {
    Access.toResource(ask.user(), type);
    View now = views.newest();
    ResourceKey key =
        now.image()
            .find(type, ask.mesh(), ask.name())
            .map(Resource::key)
            .orElseGet(() -> type.key(ask.mesh(), now.image().self(), ask.name()));
    HistoryQuery query =
        new HistoryQuery(
            key, null, null, null, given(ask, "actor"), Set.of(), from(ask), to(ask), page(ask));
    History.Page page = find(query);
    if (page.entries().isEmpty()
        && find(HistoryQuery.of(key, HistoryQuery.Page.newest(1))).entries().isEmpty()) {
      throw notFound();
    }
    return reply(ask, page, now);
  }

  private static RuntimeException notFound() {
    return Problem.notFound("Could not retrieve the history").raise();
  }

  private static @Nullable String given(Ask ask, String parameter) {
    String text = ask.parameter(parameter);
    return text == null || text.isEmpty() ? null : text;
  }

  private long from(Ask ask) {
    String text = given(ask, "from");
    return text == null ? 1 : moments.first(moments.read("from", text));
  }

  /** The earlier of {@code to} and {@code asOf}: in the past, what came later had not happened. */
  private long to(Ask ask) {
    String to = given(ask, "to");
    long last = Long.MAX_VALUE;
    if (to != null) {
      last = moments.last(moments.read("to", to));
      long floor = moments.head().floorPos();
      if (last <= floor && floor > 0) {
        throw Problem.gone("events up to position " + floor + " are no longer held", floor).raise();
      }
    }
    String asOf = ask.parameter("asOf");
    return asOf == null ? last : Math.min(last, moments.told("asOf", asOf));
  }

  private static HistoryQuery.Page page(Ask ask) {
    Paging paging = Paging.of(ask);
    return new HistoryQuery.Page(paging.before(), paging.after(), paging.size());
  }

  private History.Page find(HistoryQuery query) {
    try {
      return history.find(query);
    } catch (SQLException e) {
      throw Moments.unreadable();
    }
  }

  private Reply reply(Ask ask, History.Page page, View now) {
    EntryJson json = new EntryJson(now.position().logId(), types, EntryJson.Parts.of(ask));
    ObjectNode root = SpecJson.plain().createObjectNode();
    ArrayNode items = root.putArray("items");
    page.entries().forEach(entry -> items.add(json.of(entry)));
    link(root, "next", ask, "before", page.older());
    link(root, "prev", ask, "after", page.newer());
    return Reply.json(200, root).with("Meshlog-Position", now.position().toString());
  }

  private static void link(
      ObjectNode root, String field, Ask ask, String cursor, OptionalLong value) {
    Optional<String> link =
        value.isPresent()
            ? Optional.of(Paging.link(ask, cursor, value.getAsLong()))
            : Optional.empty();
    root.put(field, link.orElse(null));
  }
}
