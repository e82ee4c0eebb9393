package io.meshlog.model.mesh;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.mesh.MeshSpec.TagRule;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.resource.Violations;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which proxies a mesh takes, by its {@code constraints}. Asked at each write of a Dataplane; who
 * is in the mesh already stays when they change.
 */
public final class Membership {
  private Membership() {}

  /** Refuses each inbound, and the gateway, that the mesh does not take. */
  public static void check(String mesh, MeshSpec spec, DataplaneSpec proxy, Violations violations) {
    Violations at = violations.at("networking");
    List<Inbound> inbounds = proxy.net().inbounds();
    for (int i = 0; i < inbounds.size(); i++) {
      Violations tags = at.at("inbound", i).at("tags");
      refusal(mesh, spec, inbounds.get(i).tags()).ifPresent(tags::add);
    }
    if (proxy.net().gateway() != null) {
      refusal(mesh, spec, proxy.net().gateway().tags()).ifPresent(at.at("gateway.tags")::add);
    }
  }

  private static Optional<String> refusal(String mesh, MeshSpec spec, Tags proxy) {
    List<TagRule> required = orNone(spec.membership().requirements());
    String who = "dataplane cannot be a member of mesh \"" + mesh + "\" because its tags \"";
    if (!required.isEmpty() && required.stream().noneMatch(rule -> satisfies(proxy, rule))) {
      return Optional.of(
          who + text(proxy) + "\" does not fulfill any requirements defined on the Mesh");
    }
    return orNone(spec.membership().restrictions()).stream()
        .filter(rule -> satisfies(proxy, rule))
        .findFirst()
        .map(rule ->
            who
                + text(proxy)
                + "\" matches restricted tags \""
                + text(rule.tags())
                + "\" defined on the Mesh");
  }

  private static boolean satisfies(Tags proxy, TagRule rule) {
    return rule.tags().values().entrySet().stream()
        .allMatch(wanted -> {
          String have = proxy.getOrEmpty(wanted.getKey());
          return wanted.getValue().equals("*") ? !have.isEmpty() : wanted.getValue().equals(have);
        });
  }

  private static List<TagRule> orNone(@Nullable List<TagRule> rules) {
    return Objects.requireNonNullElse(rules, List.of());
  }

  private static String text(Tags tags) {
    return tags.values().entrySet().stream()
        .map(tag -> tag.getKey() + '=' + tag.getValue())
        .collect(Collectors.joining(" "));
  }
}
