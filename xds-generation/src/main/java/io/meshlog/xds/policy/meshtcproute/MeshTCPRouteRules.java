package io.meshlog.xds.policy.meshtcproute;

import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.model.target.BackendRef;
import io.meshlog.model.target.RefPosition;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshtcproute.MeshTCPRoute.Conf;
import io.meshlog.xds.policy.meshtcproute.MeshTCPRoute.Rule;
import io.meshlog.xds.policy.meshtcproute.MeshTCPRoute.To;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Which MeshTCPRoutes are acceptable (policies.md 2.3). */
final class MeshTCPRouteRules implements SpecRules<MeshTCPRoute> {
  private static final RefPosition TOP = RefPosition.top(false, TargetKind.MESH_GATEWAY);
  private static final RefPosition TO =
      RefPosition.of(
          TargetKind.MESH_SERVICE,
          TargetKind.MESH_EXTERNAL_SERVICE,
          TargetKind.MESH_MULTI_ZONE_SERVICE);
  private static final RefPosition TO_OF_GATEWAY = RefPosition.of(TargetKind.MESH);
  private static final Set<TargetKind> BACKENDS =
      Set.of(
          TargetKind.MESH_SERVICE,
          TargetKind.MESH_SERVICE_SUBSET,
          TargetKind.MESH_EXTERNAL_SERVICE,
          TargetKind.MESH_MULTI_ZONE_SERVICE);

  /** The schema's default weight is stored, so that a reader sees it. */
  @Override
  public Stamped<MeshTCPRoute> stamp(MeshTCPRoute spec, WriteContext context) {
    return new Stamped<>(
        new MeshTCPRoute(
            spec.targetRef(),
            each(
                spec.to(),
                to -> new To(to.targetRef(), each(to.rules(), MeshTCPRouteRules::complete)))),
        List.of());
  }

  private static Rule complete(Rule rule) {
    return rule.conf() == null
        ? rule
        : new Rule(
            new Conf(
                each(
                    rule.conf().backendRefs(),
                    ref -> ref.weight() == null ? ref.withWeight(1) : ref)));
  }

  private static <T> @Nullable List<T> each(@Nullable List<T> list, UnaryOperator<T> change) {
    return list == null ? null : list.stream().map(change).toList();
  }

  @Override
  public void validate(MeshTCPRoute spec, Violations at) {
    PolicyChecks.schema(spec, at);
    for (int i = 0; i < spec.destinations().size(); i++) {
      schema(spec.destinations().get(i), at.at("to", i));
    }
    if (!at.isEmpty()) {
      return;
    }
    if (spec.targetRef() != null) {
      TargetRefRules.validate(spec.targetRef(), TOP, at.at("targetRef"));
    }
    if (spec.destinations().isEmpty()) {
      at.add("to", "needs at least one item");
    }
    RefPosition position = spec.top().kindIs(TargetKind.MESH_GATEWAY) ? TO_OF_GATEWAY : TO;
    for (int i = 0; i < spec.destinations().size(); i++) {
      To to = spec.destinations().get(i);
      Violations here = at.at("to", i);
      TargetRefRules.validate(TargetRef.orMesh(to.targetRef()), position, here.at("targetRef"));
      for (int j = 0; j < to.rulesOrNone().size(); j++) {
        backends(to.rulesOrNone().get(j).conf(), here.at("rules", j).at("default"));
      }
    }
  }

  private static void schema(To to, Violations at) {
    if (to.rules() == null) {
      at.add("rules", PolicyChecks.REQUIRED);
    }
    if (to.rulesOrNone().size() > 1) {
      at.add("rules", "in body should have at most 1 items");
    }
    for (int j = 0; j < to.rulesOrNone().size(); j++) {
      Violations rule = at.at("rules", j);
      Conf conf = to.rulesOrNone().get(j).conf();
      if (conf == null) {
        rule.add("default", PolicyChecks.REQUIRED);
        continue;
      }
      for (int k = 0; k < conf.backendRefsOrNone().size(); k++) {
        Integer weight = conf.backendRefsOrNone().get(k).weight();
        if (weight != null && weight < 0) {
          rule.at("default")
              .at("backendRefs", k)
              .add("weight", "in body should be greater than or equal to 0");
        }
      }
    }
  }

  private static void backends(@Nullable Conf conf, Violations at) {
    List<BackendRef> backends = conf == null ? List.of() : conf.backendRefsOrNone();
    if (backends.isEmpty()) {
      at.add("backendRefs", PolicyChecks.DEFINED);
    }
    for (int k = 0; k < backends.size(); k++) {
      TargetRefRules.validateBackend(backends.get(k), BACKENDS, at.at("backendRefs", k));
    }
  }
}
