package io.meshlog.xds.policy.meshaccesslog;

import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.target.MatchRules;
import io.meshlog.model.target.MatchSpec;
import io.meshlog.model.target.RefPosition;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshaccesslog.MeshAccessLog.Conf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which MeshAccessLogs are acceptable (policies.md 2.9). */
final class MeshAccessLogRules implements SpecRules<MeshAccessLog> {
  private static final RefPosition TO =
      RefPosition.of(
          TargetKind.MESH,
          TargetKind.MESH_SERVICE,
          TargetKind.MESH_EXTERNAL_SERVICE,
          TargetKind.MESH_MULTI_ZONE_SERVICE,
          TargetKind.MESH_HTTP_ROUTE);
  private static final RefPosition TO_OF_GATEWAYS = RefPosition.of(TargetKind.MESH);
  private static final RefPosition FROM = RefPosition.of(TargetKind.MESH);

  @Override
  public void validate(MeshAccessLog spec, Violations at) {
    PolicyChecks.schema(spec, at);
    confs(spec, at, BackendRules::schema);
    if (!at.isEmpty()) {
      return;
    }
    TargetRef top = spec.targetRef();
    if (top != null) {
      TargetRefRules.validate(
          top, RefPosition.top(spec.inbound(), TargetKind.MESH_GATEWAY), at.at("targetRef"));
    }
    lists(spec, at);
    boolean gateway = spec.top().kindIs(TargetKind.MESH_GATEWAY);
    for (int i = 0; i < spec.toEntries().size(); i++) {
      TargetRefRules.validate(
          spec.toEntries().get(i).target(),
          gateway ? TO_OF_GATEWAYS : TO,
          at.at("to", i).at("targetRef"));
    }
    for (int i = 0; i < spec.fromEntries().size(); i++) {
      TargetRefRules.validate(
          spec.fromEntries().get(i).target(), FROM, at.at("from", i).at("targetRef"));
    }
    for (int i = 0; i < spec.ruleEntries().size(); i++) {
      List<MatchSpec> matches = spec.ruleEntries().get(i).anyOf();
      for (int j = 0; j < matches.size(); j++) {
        MatchRules.validate(matches.get(j), at.at("rules", i).at("matches", j));
      }
    }
    confs(spec, at, BackendRules::validate);
  }

  private static void lists(MeshAccessLog spec, Violations at) {
    boolean toOrFrom = !spec.toEntries().isEmpty() || !spec.fromEntries().isEmpty();
    if (!toOrFrom && spec.ruleEntries().isEmpty()) {
      at.add("at least one of 'from', 'to' or 'rules' has to be defined");
    }
    if (toOrFrom && !spec.ruleEntries().isEmpty()) {
      at.add("fields 'to' and 'from' must be empty when 'rules' is defined");
    }
  }

  private interface ConfCheck {
    void check(@Nullable Conf conf, Violations at);
  }

  private static void confs(MeshAccessLog spec, Violations at, ConfCheck check) {
    for (int i = 0; i < spec.toEntries().size(); i++) {
      check.check(spec.toEntries().get(i).conf(), at.at("to", i).at("default"));
    }
    for (int i = 0; i < spec.fromEntries().size(); i++) {
      check.check(spec.fromEntries().get(i).conf(), at.at("from", i).at("default"));
    }
    for (int i = 0; i < spec.ruleEntries().size(); i++) {
      check.check(spec.ruleEntries().get(i).conf(), at.at("rules", i).at("default"));
    }
  }
}
