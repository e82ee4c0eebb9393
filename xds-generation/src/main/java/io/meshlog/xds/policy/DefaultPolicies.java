package io.meshlog.xds.policy;

import io.meshlog.xds.policy.Policy.DefaultPolicy;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The policies that are made with a mesh (policies.md 1.11). */
public final class DefaultPolicies {
  private DefaultPolicies() {}

  /**
   * @param skip {@code skipCreatingInitialPolicies} of the mesh: type names, or {@code *} for all
   */
  public static List<DefaultPolicy<?>> of(String mesh, @Nullable Collection<String> skip) {
    if (skip != null && skip.contains("*")) {
      return List.of();
    }
    return Policies.ALL.stream()
        .filter(policy -> skip == null || !skip.contains(policy.type().name()))
        .<DefaultPolicy<?>>flatMap(policy -> defaults(policy, mesh))
        .toList();
  }

  private static Stream<DefaultPolicy<?>> defaults(Policy<?> policy, String mesh) {
    return policy.defaults(mesh).stream();
  }
}
