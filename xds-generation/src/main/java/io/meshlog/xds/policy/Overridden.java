package io.meshlog.xds.policy;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.Precedence;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.Targeted;
import io.meshlog.xds.policy.Policy.DefaultPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What a policy says in vain because a policy that the mesh was made with is stronger by nothing
 * but its name (policies.md 1.4: of equal rank the first name in the alphabet wins).
 */
public final class Overridden {
  private Overridden() {}

  /**
   * For whoever wrote the policy; one for each default policy that overrides it.
   *
   * @param image with the default policies that are still there
   */
  public static List<String> warnings(MeshImage image, Resource<?> written) {
    List<String> warnings = new ArrayList<>();
    if (!(written.spec() instanceof PolicySpec)) {
      return warnings;
    }
    @SuppressWarnings("unchecked")
    Resource<? extends PolicySpec> policy = (Resource<? extends PolicySpec>) written;
    defaults(image, policy)
        .filter(other -> Precedence.POLICIES.compare(other, policy) > 0)
        .filter(other -> meet(other.spec().top(), policy.spec().top()))
        .forEach(other -> {
          Set<String> fields = both(policy, other, PolicySpec::toEntries);
          if (!fields.isEmpty()) {
            warnings.add(warning(policy, other, "to destinations", fields));
          }
          fields = both(policy, other, PolicySpec::fromEntries);
          if (!fields.isEmpty()) {
            warnings.add(warning(policy, other, "from clients", fields));
          }
        });
    return warnings;
  }

  private static Stream<Resource<? extends PolicySpec>> defaults(
      MeshImage image, Resource<? extends PolicySpec> policy) {
    return DefaultPolicies.of(policy.mesh(), null).stream()
        .filter(each -> each.type().equals(policy.type()))
        .filter(each -> !each.name().equals(policy.displayName()))
        .flatMap(each -> stored(image, each, policy.type(), policy.mesh()));
  }

  @SuppressWarnings("unchecked")
  private static Stream<Resource<? extends PolicySpec>> stored(
      MeshImage image, DefaultPolicy<?> each, ResourceType<?> type, String mesh) {
    return image
        .all(type, mesh)
        .filter(other -> other.displayName().equals(each.name()))
        .map(other -> (Resource<? extends PolicySpec>) other);
  }

  /** Whether there can be a proxy that both select. Only the mesh as a whole has defaults. */
  private static boolean meet(TargetRef one, TargetRef other) {
    if (!other.kindIs(TargetKind.MESH)) {
      return false;
    }
    return Stream.of("Sidecar", "Gateway").anyMatch(type -> one.admits(type) && other.admits(type));
  }

  /** The fields that both set. Destinations by identity go by their own rank if they are named. */
  private static Set<String> both(
      Resource<? extends PolicySpec> one,
      Resource<? extends PolicySpec> other,
      Function<PolicySpec, List<? extends Targeted<?>>> list) {
    Set<String> fields = fields(list.apply(one.spec()));
    fields.retainAll(fields(list.apply(other.spec())));
    return fields;
  }

  private static Set<String> fields(List<? extends Targeted<?>> entries) {
    Set<String> fields = new TreeSet<>();
    for (Targeted<?> entry : entries) {
      if (entry.conf() != null && byTags(entry.target())) {
        leaves("", SpecJson.plain().valueToTree(entry.conf()), fields);
      }
    }
    return fields;
  }

  private static boolean byTags(TargetRef target) {
    return target.kindIs(TargetKind.MESH) || target.kindIs(TargetKind.MESH_SERVICE);
  }

  private static void leaves(String path, JsonNode node, Set<String> into) {
    if (!node.isObject()) {
      into.add(path);
      return;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      leaves(path.isEmpty() ? field.getKey() : path + '.' + field.getKey(), field.getValue(), into);
    }
  }

  private static String warning(
      Resource<?> policy, Resource<?> other, String whom, Set<String> fields) {
    return other.displayName()
        + " overrides "
        + String.join(", ", fields)
        + ' '
        + whom
        + " addressed by kuma.io/service: of two policies for the whole mesh the first name in the"
        + " alphabet wins. Give "
        + policy.displayName()
        + " a narrower targetRef or a name before it";
  }
}
