package io.meshlog.model.target;

import io.meshlog.model.resource.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** One item of a policy's list, with the policy it stands in and its conf as it is merged. */
record Entry(Resource<? extends PolicySpec> policy, TargetRef target, JsonNode conf) {

  /** The items of all policies, policies in the given order, items as written. */
  static List<Entry> of(
      List<? extends Resource<? extends PolicySpec>> policies,
      Function<PolicySpec, List<? extends Targeted<?>>> list,
      ConfType<?> type) {
    List<Entry> entries = new ArrayList<>();
    for (Resource<? extends PolicySpec> policy : policies) {
      for (Targeted<?> item : list.apply(policy.spec())) {
        entries.add(new Entry(policy, item.target(), type.tree(item.conf())));
      }
    }
    return entries;
  }
}
