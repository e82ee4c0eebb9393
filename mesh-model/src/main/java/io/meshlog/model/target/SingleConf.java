package io.meshlog.model.target;

import io.meshlog.model.resource.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The conf of policies that have one for the whole proxy (policies.md 1.1, "single item"). */
public final class SingleConf {
  private SingleConf() {}

  /** The policies are sorted by {@link Precedence#POLICIES}. */
  public static <C> Optional<Effective<C>> of(
      List<? extends Resource<? extends PolicySpec>> policies, ConfType<C> type) {
    List<Entry> entries = new ArrayList<>();
    for (Resource<? extends PolicySpec> policy : policies) {
      entries.add(new Entry(policy, TargetRef.MESH, type.tree(policy.spec().single())));
    }
    return type.merge(entries);
  }
}
