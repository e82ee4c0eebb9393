package io.meshlog.xds.policy;

import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRef;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Dep.Selected;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which proxies a policy can concern, in the words of the dependency index. Over-approximate: of
 * several tags or labels one is enough, since every proxy depends on each of its own.
 */
final class PolicyReach {
  private PolicyReach() {}

  /**
   * @param routes the policies of a display name that a policy can be about
   */
  static Set<Dep> of(
      Resource<? extends PolicySpec> policy,
      Function<String, List<Resource<? extends PolicySpec>>> routes) {
    Set<Dep> reach = new HashSet<>();
    TargetRef top = policy.spec().top();
    switch (top.known().orElse(null)) {
      case MESH_HTTP_ROUTE -> {
        for (Resource<? extends PolicySpec> route : routes.apply(top.nameOrEmpty())) {
          reach.add(new Dep.Policies(policy.mesh(), selected(route.spec().top())));
        }
      }
      case MESH,
          DATAPLANE,
          MESH_SUBSET,
          MESH_SERVICE,
          MESH_SERVICE_SUBSET,
          MESH_GATEWAY,
          MESH_EXTERNAL_SERVICE,
          MESH_MULTI_ZONE_SERVICE ->
          reach.add(new Dep.Policies(policy.mesh(), selected(top)));
      case null -> {}
    }
    return reach;
  }

  private static Selected selected(TargetRef top) {
    return switch (top.known().orElse(null)) {
      case MESH_SERVICE, MESH_SERVICE_SUBSET -> new Selected.ByTag(Tags.SERVICE, top.nameOrEmpty());
      case MESH_SUBSET ->
          top.tagsOrEmpty().values().entrySet().stream()
              .filter(tag -> !tag.getValue().equals("*"))
              .findFirst()
              .<Selected>map(PolicyReach::byTag)
              .orElseGet(Selected.Everyone::new);
      case DATAPLANE -> dataplane(top);
      case MESH, MESH_GATEWAY, MESH_EXTERNAL_SERVICE, MESH_MULTI_ZONE_SERVICE, MESH_HTTP_ROUTE ->
          new Selected.Everyone();
      case null -> new Selected.Everyone();
    };
  }

  private static Selected dataplane(TargetRef top) {
    if (!top.labelsOrEmpty().isEmpty()) {
      Map.Entry<String, String> label = top.labelsOrEmpty().values().entrySet().iterator().next();
      return new Selected.ByLabel(label.getKey(), label.getValue());
    }
    return top.nameOrEmpty().isEmpty()
        ? new Selected.Everyone()
        : new Selected.ByName(top.nameOrEmpty());
  }

  private static Selected byTag(Map.Entry<String, String> tag) {
    return new Selected.ByTag(tag.getKey(), tag.getValue());
  }
}
