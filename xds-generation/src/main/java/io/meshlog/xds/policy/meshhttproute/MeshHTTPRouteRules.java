package io.meshlog.xds.policy.meshhttproute;

import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.model.target.BackendRef;
import io.meshlog.model.target.RefPosition;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Filter;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.FilterType;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Header;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.HeaderType;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Match;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Path;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.PathType;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Rule;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.To;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Which MeshHTTPRoutes are acceptable (policies.md 2.2). */
final class MeshHTTPRouteRules implements SpecRules<MeshHTTPRoute> {
  private static final RefPosition TOP = RefPosition.top(false, TargetKind.MESH_GATEWAY);
  private static final RefPosition TO =
      RefPosition.of(
          TargetKind.MESH_SERVICE,
          TargetKind.MESH_EXTERNAL_SERVICE,
          TargetKind.MESH_MULTI_ZONE_SERVICE);
  private static final RefPosition TO_OF_GATEWAY = RefPosition.of(TargetKind.MESH);
  static final Set<TargetKind> BACKENDS =
      Set.of(
          TargetKind.MESH_SERVICE,
          TargetKind.MESH_SERVICE_SUBSET,
          TargetKind.MESH_EXTERNAL_SERVICE,
          TargetKind.MESH_MULTI_ZONE_SERVICE);

  @Override
  public Stamped<MeshHTTPRoute> stamp(MeshHTTPRoute spec, WriteContext context) {
    return new Stamped<>(RouteDefaults.complete(spec), List.of());
  }

  @Override
  public void validate(MeshHTTPRoute spec, Violations at) {
    PolicyChecks.schema(spec, at);
    RouteSchema.check(spec, at);
    if (!at.isEmpty()) {
      return;
    }
    if (spec.targetRef() != null) {
      TargetRefRules.validate(spec.targetRef(), TOP, at.at("targetRef"));
    }
    if (spec.destinations().isEmpty()) {
      at.add("to", "needs at least one item");
    }
    boolean gateway = spec.top().kindIs(TargetKind.MESH_GATEWAY);
    for (int i = 0; i < spec.destinations().size(); i++) {
      to(spec.destinations().get(i), gateway, at.at("to", i));
    }
  }

  private static void to(To to, boolean gateway, Violations at) {
    if (to.targetRef() != null) {
      TargetRefRules.validate(to.targetRef(), gateway ? TO_OF_GATEWAY : TO, at.at("targetRef"));
    }
    if (!gateway && to.hostnames() != null && !to.hostnames().isEmpty()) {
      at.add("hostnames", PolicyChecks.NOT_DEFINED);
    }
    for (int j = 0; j < to.rulesOrNone().size(); j++) {
      rule(to.rulesOrNone().get(j), gateway, at.at("rules", j));
    }
  }

  private static void rule(Rule rule, boolean gateway, Violations at) {
    for (int k = 0; k < rule.anyOf().size(); k++) {
      match(rule.anyOf().get(k), at.at("matches", k));
    }
    Violations action = at.at("default");
    FilterRules filters = new FilterRules(rule.anyOf(), gateway);
    List<Filter> all = rule.actionOrEmpty().filtersOrNone();
    for (int k = 0; k < all.size(); k++) {
      filters.check(all.get(k), action.at("filters", k));
    }
    List<BackendRef> backends = rule.actionOrEmpty().backendRefsOrNone();
    for (int k = 0; k < backends.size(); k++) {
      TargetRefRules.validateBackend(backends.get(k), BACKENDS, action.at("backendRefs", k));
    }
    boolean redirects = all.stream().anyMatch(f -> f.type() == FilterType.RequestRedirect);
    if (gateway && backends.isEmpty() && !redirects) {
      action.add("backendRefs", "must not be empty");
    }
  }

  private static void match(Match match, Violations at) {
    if (match.path() != null) {
      path(match.path(), at.at("path"));
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < match.queryParamsOrNone().size(); i++) {
      String name = Objects.requireNonNullElse(match.queryParamsOrNone().get(i).name(), "");
      if (!names.add(name)) {
        at.at("queryParams", i).add("name", "multiple entries for name " + name);
      }
    }
    for (int i = 0; i < match.headersOrNone().size(); i++) {
      Header header = match.headersOrNone().get(i);
      boolean valueless = header.type() == HeaderType.Present || header.type() == HeaderType.Absent;
      if (valueless && header.value() != null && !header.value().isEmpty()) {
        at.at("headers", i).add("value", PolicyChecks.NOT_DEFINED);
      }
    }
  }

  private static void path(Path path, Violations at) {
    String value = Objects.requireNonNullElse(path.value(), "");
    boolean regular = path.type() == PathType.RegularExpression;
    if (!regular && !value.startsWith("/")) {
      at.add("value", "must be an absolute path");
    }
    if (path.type() == PathType.PathPrefix && value.endsWith("/") && value.length() > 1) {
      at.add(
          "value",
          "does not need a trailing slash because only a `/`-separated prefix or an entire path is"
              + " matched");
    }
  }
}
