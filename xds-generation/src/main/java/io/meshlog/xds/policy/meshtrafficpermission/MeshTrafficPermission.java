package io.meshlog.xds.policy.meshtrafficpermission;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.meshlog.model.target.MatchSpec;
import io.meshlog.model.target.Matched;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.Targeted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may call a proxy's inbounds. */
public record MeshTrafficPermission(
    @Nullable TargetRef targetRef, @Nullable List<Targeted<Conf>> from, @Nullable List<Rule> rules)
    implements PolicySpec {

  /** For clients by their tags. */
  public record Conf(@Nullable Action action) {}

  /** The words are Kuma's. AllowWithShadowDeny allows and counts what a denial would refuse. */
  public enum Action {
    Allow,
    Deny,
    AllowWithShadowDeny
  }

  /** For clients by their identity. */
  public record Rule(@JsonProperty("default") @Nullable Lists lists) {
    Lists listsOrEmpty() {
      return lists == null ? new Lists(null, null, null) : lists;
    }
  }

  /** A denial is stronger than a permission, whatever policy says it. */
  public record Lists(
      @Nullable List<MatchSpec> deny,
      @Nullable List<MatchSpec> allowWithShadowDeny,
      @Nullable List<MatchSpec> allow) {
    List<MatchSpec> denied() {
      return PolicySpec.orNone(deny);
    }

    List<MatchSpec> shadowDenied() {
      return PolicySpec.orNone(allowWithShadowDeny);
    }

    List<MatchSpec> allowed() {
      return PolicySpec.orNone(allow);
    }
  }

  @Override
  public List<Targeted<Conf>> fromEntries() {
    return PolicySpec.orNone(from);
  }

  /** Rules of this policy are never merged, so only their presence is told. */
  @Override
  public List<Matched<Lists>> ruleEntries() {
    return PolicySpec.orNone(rules).stream()
        .map(rule -> new Matched<>(null, rule.lists()))
        .toList();
  }

  List<Lists> ruleLists() {
    return PolicySpec.orNone(rules).stream().map(Rule::listsOrEmpty).toList();
  }
}
