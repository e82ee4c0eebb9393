package io.meshlog.api.insight;

import io.meshlog.api.error.Problem;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.View;
import io.meshlog.api.resource.Views;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.store.insight.Glance;
import io.meshlog.store.insight.InsightStore;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Makes sums over meshes of what is so now. Thread-safe; blocks on the database. */
public final class Sums {
  private final ResourceTypes types;
  private final Views views;
  private final InsightStore insights;

  public Sums(ResourceTypes types, Views views, InsightStore insights) {
    this.types = types;
    this.views = views;
    this.insights = insights;
  }

  ResourceTypes types() {
    return types;
  }

  /** The state to answer from. What was observed has no history: there is none of the past. */
  View view(Ask ask) {
    View view = views.of(ask);
    if (view.past()) {
      throw Problem.invalid(
              "Could not retrieve a resource",
              "asOf",
              "insights have no history: they tell of now only")
          .raise();
    }
    return view;
  }

  MeshSums of(MeshImage image, String mesh) {
    return MeshSums.of(image, mesh, types, glances(InsightType.DATAPLANE, mesh));
  }

  /** By mesh. */
  Map<String, MeshSums> of(MeshImage image, Collection<String> meshes) {
    Map<String, MeshSums> sums = new TreeMap<>();
    if (meshes.size() == 1) {
      meshes.forEach(mesh -> sums.put(mesh, of(image, mesh)));
    } else if (!meshes.isEmpty()) {
      Map<Glance.Key, Glance> all = insights.glances(InsightType.DATAPLANE.typeName(), null);
      meshes.forEach(mesh -> sums.put(mesh, MeshSums.of(image, mesh, types, all)));
    }
    return sums;
  }

  /** Of a type whose resources belong to no mesh. */
  Map<Glance.Key, Glance> glances(InsightType type) {
    return glances(type, "");
  }

  Map<Glance.Key, Glance> glancesOfAll(InsightType type) {
    return insights.glances(type.typeName(), null);
  }

  Map<Glance.Key, Glance> glances(InsightType type, String mesh) {
    return insights.glances(type.typeName(), mesh);
  }
}
