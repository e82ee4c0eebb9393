package io.meshlog.api.insight;

import io.meshlog.api.inspect.Insights;
import io.meshlog.api.inspect.Insights.Found;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.ListPage;
import io.meshlog.api.resource.ListQuery;
import io.meshlog.api.resource.Reads;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.resource.View;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.insight.Glance;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was observed of proxies and zones, as resources of their own: each goes by the name of what
 * it is about, and is gone with it (rest-and-dataplane-protocol.md 3.3).
 */
public final class ObservedInsights {
  /** What a copy of another control plane's resource says of itself. */
  private static final List<String> LABELS =
      List.of(Labels.DISPLAY_NAME, Labels.ORIGIN, Labels.ZONE);

  private final Sums sums;
  private final Insights insights;

  public ObservedInsights(Sums sums, Insights insights) {
    this.sums = sums;
    this.insights = insights;
  }

  public <S extends Spec> Reply get(Ask ask, InsightType type, ResourceType<S> about) {
    View view = sums.view(ask);
    if (about.isMeshScoped()) {
      Reads.mesh(view.image(), ask.mesh());
    }
    Resource<S> resource = Reads.find(view.image(), ask, about);
    Found found = insights.of(resource).orElseThrow(Reads::missing);
    return Reads.positioned(Reply.json(200, json(type, resource, found)), view);
  }

  public <S extends Spec> Reply list(Ask ask, InsightType type, ResourceType<S> about) {
    View view = sums.view(ask);
    ListQuery query = ListQuery.of(ask, about);
    boolean inOneMesh = about.isMeshScoped() && ask.variables().containsKey("mesh");
    if (inOneMesh) {
      Reads.mesh(view.image(), ask.mesh());
    }
    Map<Glance.Key, Glance> known =
        inOneMesh || !about.isMeshScoped()
            ? sums.glances(type, ask.mesh())
            : sums.glancesOfAll(type);
    List<Resource<S>> matching =
        (inOneMesh ? view.image().all(about, ask.mesh()) : view.image().all(about))
            .filter(query.filter())
            .filter(resource -> glanceOf(resource, known).isPresent())
            .toList();
    List<Resource<S>> page = matching.stream().skip(query.offset()).limit(query.size()).toList();
    Map<ResourceKey, Found> bodies = insights.of(page);
    return Reads.positioned(
        Reply.json(
            200,
            ListPage.slice(
                ask.http(),
                page,
                matching.size(),
                Math.min(query.offset(), matching.size()),
                resource ->
                    json(type, resource, bodies.getOrDefault(resource.key(), Found.NOTHING)))),
        view);
  }

  /** Of a proxy, the one of its zone; of a Zone, whoever wrote it. */
  private static Optional<Glance> glanceOf(Resource<?> about, Map<Glance.Key, Glance> glances) {
    Optional<Glance> own = Optional.ofNullable(glances.get(MeshSums.key(about)));
    return own.isEmpty() && about.type().equals(CoreTypes.ZONE)
        ? Optional.ofNullable(
            glances.get(new Glance.Key("", about.displayName(), about.displayName())))
        : own;
  }

  static Glance glance(Resource<?> about, Map<Glance.Key, Glance> glances) {
    return glanceOf(about, glances).orElse(Glance.NOTHING);
  }

  private static ObjectNode json(InsightType type, Resource<?> about, Found found) {
    ObjectNode json = SpecJson.plain().createObjectNode();
    json.put("type", type.typeName());
    if (type.meshScoped()) {
      json.put("mesh", about.mesh());
    }
    json.put("name", about.name());
    json.put("creationTime", about.created().toString());
    json.put(
        "modificationTime",
        (found.at().isBefore(about.created()) ? about.created() : found.at()).toString());
    if (!about.name().equals(about.displayName())) {
      ObjectNode labels = json.putObject("labels");
      LABELS.stream()
          .filter(about.labels()::has)
          .forEach(key -> labels.put(key, about.labels().getOrEmpty(key)));
    }
    found.body().properties().forEach(field -> json.set(field.getKey(), field.getValue()));
    return json;
  }
}
