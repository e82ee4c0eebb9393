package io.meshlog.xds.policy.meshtcproute;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.meshlog.model.target.BackendRef;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.Targeted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How connections to a destination are shared out. */
public record MeshTCPRoute(@Nullable TargetRef targetRef, @Nullable List<To> to)
    implements PolicySpec {

  /**
   * @param rules at most one
   */
  public record To(@Nullable TargetRef targetRef, @Nullable List<Rule> rules) {
    public List<Rule> rulesOrNone() {
      return PolicySpec.orNone(rules);
    }
  }

  public record Rule(@JsonProperty("default") @Nullable Conf conf) {}

  /** What is merged: the strongest list replaces the others. */
  public record Conf(@Nullable List<BackendRef> backendRefs) {
    public List<BackendRef> backendRefsOrNone() {
      return PolicySpec.orNone(backendRefs);
    }
  }

  public List<To> destinations() {
    return PolicySpec.orNone(to);
  }

  @Override
  public List<Targeted<Conf>> toEntries() {
    return destinations().stream()
        .map(item -> new Targeted<>(item.targetRef(), conf(item)))
        .toList();
  }

  private static @Nullable Conf conf(To item) {
    return item.rulesOrNone().isEmpty() ? null : item.rulesOrNone().getFirst().conf();
  }
}
