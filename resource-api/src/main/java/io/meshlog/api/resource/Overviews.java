package io.meshlog.api.resource;

import io.meshlog.api.auth.Access;
import io.meshlog.api.inspect.Insights;
import io.meshlog.api.inspect.Insights.Found;
import io.meshlog.api.inspect.SyncSource;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.types.CoreTypes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * A resource together with what is known of it at run time (rest-and-dataplane-protocol.md 3.3).
 * Insights have no history: an overview of the past shows none.
 */
public final class Overviews {
  private final Views views;
  private final Reads reads;
  private final ResourceJson json;
  private final Insights insights;
  private final SyncSource sync;

  public Overviews(
      Views views, Reads reads, ResourceJson json, Insights insights, SyncSource sync) {
    this.views = views;
    this.reads = reads;
    this.json = json;
    this.insights = insights;
    this.sync = sync;
  }

  public <S extends Spec> Reply get(Ask ask, ResourceType<S> type) {
    View view = views.of(ask);
    Reads.meshMustExist(view.image(), ask, type);
    Access.toResource(ask.user(), type);
    Resource<S> resource = Reads.find(view.image(), ask, type);
    List<Resource<S>> alone = List.of(resource);
    ObjectNode overview = overview(resource, observed(view, alone), syncOf(type, view, alone));
    String insight = field(type) + "Insight";
    if (!overview.has(insight)) {
      overview.putObject(insight);
    }
    return Reads.positioned(Reply.json(200, overview), view);
  }

  public <S extends Spec> Reply list(Ask ask, ResourceType<S> type) {
    View view = views.of(ask);
    ListQuery query = ListQuery.of(ask, type);
    List<Resource<S>> matching = reads.matching(view, ask, type, query);
    List<Resource<S>> page = matching.stream().skip(query.offset()).limit(query.size()).toList();
    Map<String, ObjectNode> syncs = syncOf(type, view, page);
    Map<ResourceKey, Found> observed = observed(view, page);
    return Reads.positioned(
        Reply.json(
            200,
            ListPage.slice(
                ask.http(),
                page,
                matching.size(),
                Math.min(query.offset(), matching.size()),
                resource -> overview(resource, observed, syncs))),
        view);
  }

  /** Meshlog's own addition to a Zone's overview, by the Zone's name. */
  private Map<String, ObjectNode> syncOf(
      ResourceType<?> type, View view, List<? extends Resource<?>> zones) {
    return type.equals(CoreTypes.ZONE) && !view.past() && !zones.isEmpty()
        ? sync.of(zones.stream().map(Resource::displayName).toList(), false)
        : Map.of();
  }

  private Map<ResourceKey, Found> observed(View view, List<? extends Resource<?>> resources) {
    return view.past() ? Map.of() : insights.of(resources);
  }

  private ObjectNode overview(
      Resource<?> resource, Map<ResourceKey, Found> observed, Map<String, ObjectNode> syncs) {
    String field = field(resource.type());
    ObjectNode root = json.envelope(resource, resource.type().name() + "Overview");
    root.set(field, json.spec(resource));
    Found found = observed.get(resource.key());
    if (found != null) {
      root.set(field + "Insight", found.body());
    }
    ObjectNode synced = syncs.get(resource.displayName());
    if (synced != null) {
      root.set("sync", synced);
    }
    return root;
  }

  private static String field(ResourceType<?> type) {
    return type.name().substring(0, 1).toLowerCase(Locale.ROOT) + type.name().substring(1);
  }
}
