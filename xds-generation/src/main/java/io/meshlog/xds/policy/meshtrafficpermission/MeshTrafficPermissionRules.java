package io.meshlog.xds.policy.meshtrafficpermission;

import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.target.MatchRules;
import io.meshlog.model.target.MatchSpec;
import io.meshlog.model.target.RefPosition;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.model.target.Targeted;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshtrafficpermission.MeshTrafficPermission.Conf;
import io.meshlog.xds.policy.meshtrafficpermission.MeshTrafficPermission.Lists;
import java.util.List;

/** Which MeshTrafficPermissions are acceptable (policies.md 2.1). */
final class MeshTrafficPermissionRules implements SpecRules<MeshTrafficPermission> {
  private static final RefPosition FROM =
      RefPosition.of(
          TargetKind.MESH,
          TargetKind.MESH_SUBSET,
          TargetKind.MESH_SERVICE,
          TargetKind.MESH_SERVICE_SUBSET);

  @Override
  public void validate(MeshTrafficPermission spec, Violations at) {
    PolicyChecks.schema(spec, at);
    for (int i = 0; i < spec.ruleLists().size(); i++) {
      Lists lists = spec.ruleLists().get(i);
      Violations item = at.at("rules", i).at("default");
      schema(lists.allowed(), "allow", item);
      schema(lists.shadowDenied(), "allowWithShadowDeny", item);
      schema(lists.denied(), "deny", item);
    }
    if (!at.isEmpty()) {
      return;
    }
    if (spec.targetRef() != null) {
      TargetRefRules.validate(
          spec.targetRef(), RefPosition.top(spec.inbound()), at.at("targetRef"));
    }
    if (spec.fromEntries().isEmpty() && spec.ruleLists().isEmpty()) {
      at.add("at least one of 'from' or 'rules' has to be defined");
    }
    if (!spec.fromEntries().isEmpty() && !spec.ruleLists().isEmpty()) {
      at.add("field 'from' must be empty when 'rules' is defined");
    }
    from(spec.fromEntries(), at);
    for (int i = 0; i < spec.ruleLists().size(); i++) {
      rule(spec.ruleLists().get(i), at.at("rules", i));
    }
  }

  private static void schema(List<MatchSpec> matches, String list, Violations at) {
    for (int i = 0; i < matches.size(); i++) {
      MatchRules.schema(matches.get(i), at.at(list, i));
    }
  }

  private static void from(List<Targeted<Conf>> from, Violations at) {
    for (int i = 0; i < from.size(); i++) {
      Violations item = at.at("from", i);
      TargetRefRules.validate(from.get(i).target(), FROM, item.at("targetRef"));
      Conf conf = from.get(i).conf();
      if (conf == null || conf.action() == null) {
        item.at("default").add("action", PolicyChecks.DEFINED);
      }
    }
  }

  /** Paths leave out {@code default}, as Kuma's do. */
  private static void rule(Lists lists, Violations at) {
    if (lists.allowed().isEmpty() && lists.shadowDenied().isEmpty() && lists.denied().isEmpty()) {
      at.add("at least one of 'allow', 'allowWithShadowDeny', 'deny' has to be defined");
    }
    matches(lists.allowed(), "allow", at);
    matches(lists.shadowDenied(), "allowWithShadowDeny", at);
    matches(lists.denied(), "deny", at);
  }

  private static void matches(List<MatchSpec> matches, String list, Violations at) {
    for (int i = 0; i < matches.size(); i++) {
      MatchRules.validate(matches.get(i), at.at(list, i));
    }
  }
}
