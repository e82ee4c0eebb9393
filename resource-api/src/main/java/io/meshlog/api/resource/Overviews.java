package io.meshlog.api.resource;

import io.meshlog.api.auth.Access;
import io.meshlog.api.inspect.Insights;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
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

  public Overviews(Views views, Reads reads, ResourceJson json, Insights insights) {
    this.views = views;
    this.reads = reads;
    this.json = json;
    this.insights = insights;
  }

  public <S extends Spec> Reply get(Ask ask, ResourceType<S> type) {
    View view = views.of(ask);
    Reads.meshMustExist(view.image(), ask, type);
    Access.toResource(ask.user(), type);
    Resource<S> resource = Reads.find(view.image(), ask, type);
    ObjectNode overview = overview(resource, view);
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
    return Reads.positioned(
        Reply.json(
            200,
            ListPage.json(
                ask.http(),
                matching,
                query.offset(),
                query.size(),
                resource -> overview(resource, view))),
        view);
  }

  private ObjectNode overview(Resource<?> resource, View view) {
    String field = field(resource.type());
    ObjectNode root = json.envelope(resource, resource.type().name() + "Overview");
    root.set(field, json.spec(resource));
    Optional<JsonNode> insight = view.past() ? Optional.empty() : insights.of(resource);
    insight.ifPresent(found -> root.set(field + "Insight", found));
    return root;
  }

  private static String field(ResourceType<?> type) {
    return type.name().substring(0, 1).toLowerCase(Locale.ROOT) + type.name().substring(1);
  }
}
