package io.meshlog.model.target;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.resource.Violations;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which target references are acceptable where (policies.md 1.2). The collector that is handed in
 * stands at the reference itself.
 */
public final class TargetRefRules {
  private static final Pattern NAME = Pattern.compile("[0-9a-z._-]*");
  private static final List<String> PROXY_TYPES = List.of("Sidecar", "Gateway");

  private TargetRefRules() {}

  /**
   * What Kuma's schema refuses before it looks at meaning (rest-and-dataplane-protocol.md 2.3): a
   * caller that finds something here skips the rest.
   */
  public static void schema(@Nullable TargetRef ref, Violations at) {
    if (ref == null) {
      return;
    }
    if (ref.kind() != null && ref.known().isEmpty()) {
      at.add("kind", "in body should be one of " + TargetKind.words());
    }
    List<String> types = ref.proxyTypesOrEmpty();
    for (int i = 0; i < types.size(); i++) {
      if (!PROXY_TYPES.contains(types.get(i))) {
        at.at("proxyTypes", i).add("in body should be one of [Sidecar Gateway]");
      }
    }
  }

  public static void validate(TargetRef ref, RefPosition position, Violations at) {
    if (ref.kind() == null || ref.kind().isEmpty()) {
      at.add("kind", "must be defined");
      return;
    }
    TargetKind kind = ref.known().orElse(null);
    if (kind == null || !position.kinds().contains(kind)) {
      at.add("kind", "value '" + ref.kind() + "' is not supported");
      return;
    }
    new OneRef(ref, kind, at).check(position);
  }

  /** As {@link #validate}, for the destination of a route. */
  public static void validateBackend(BackendRef ref, Set<TargetKind> kinds, Violations at) {
    validate(ref.target(), new RefPosition(kinds, false, false), at);
    boolean multiZone = ref.target().kindIs(TargetKind.MESH_MULTI_ZONE_SERVICE);
    if (multiZone && kinds.contains(TargetKind.MESH_MULTI_ZONE_SERVICE) && ref.port() == null) {
      at.add("port", "must be defined with kind MeshMultiZoneService");
    }
  }

  /** The checks of one reference whose kind is accepted at its position. */
  private record OneRef(TargetRef ref, TargetKind kind, Violations at) {
    void check(RefPosition position) {
      switch (kind) {
        case MESH -> mesh();
        case DATAPLANE -> dataplane(position);
        case MESH_SUBSET -> {
          forbid("name", ref.name());
          forbid("mesh", ref.mesh());
          forbid("labels", ref.labels());
          forbid("namespace", ref.namespace());
          forbid("sectionName", ref.sectionName());
          proxyTypes();
        }
        case MESH_SERVICE, MESH_HTTP_ROUTE -> selected(true, true);
        case MESH_EXTERNAL_SERVICE -> selected(false, false);
        case MESH_MULTI_ZONE_SERVICE -> forbid("mesh", ref.mesh());
        case MESH_SERVICE_SUBSET -> named(true);
        case MESH_GATEWAY -> named(position.listenerTags());
      }
    }

    private void mesh() {
      if (given(ref.name())) {
        at.add("name", "using name with kind Mesh is not yet supported");
      }
      forbid("mesh", ref.mesh());
      forbid("tags", ref.tags());
      forbid("labels", ref.labels());
      forbid("namespace", ref.namespace());
      forbid("sectionName", ref.sectionName());
      proxyTypes();
    }

    private void dataplane(RefPosition position) {
      forbid("tags", ref.tags());
      forbid("mesh", ref.mesh());
      forbid("proxyTypes", ref.proxyTypes());
      oneSelector("either labels or name and namespace must be specified");
      if (given(ref.sectionName()) && !position.inbound()) {
        at.add("sectionName", "can only be used with inbound policies");
      }
      characters();
    }

    /** Kinds that are selected by a name or by labels. */
    private void selected(boolean section, boolean namespaced) {
      forbid("mesh", ref.mesh());
      forbid("tags", ref.tags());
      forbid("proxyTypes", ref.proxyTypes());
      if (!section) {
        forbid("sectionName", ref.sectionName());
      }
      if (!given(ref.name()) && !given(ref.labels())) {
        at.add("name or labels must be set when kind is " + ref.kind());
      }
      oneSelector(
          namespaced
              ? "either labels or name and namespace must be specified"
              : "either labels or name must be specified");
      characters();
    }

    /** Kinds that a name alone selects. */
    private void named(boolean tags) {
      if (!given(ref.name())) {
        at.add("name", "must be set when kind is " + ref.kind());
      }
      characters();
      forbid("mesh", ref.mesh());
      if (!tags) {
        forbid("tags", ref.tags());
      }
      forbid("labels", ref.labels());
      forbid("namespace", ref.namespace());
      forbid("sectionName", ref.sectionName());
      forbid("proxyTypes", ref.proxyTypes());
    }

    private void oneSelector(String reason) {
      if (given(ref.labels()) && (given(ref.name()) || given(ref.namespace()))) {
        at.add("labels", reason);
      }
    }

    private void characters() {
      if (given(ref.name()) && !NAME.matcher(ref.nameOrEmpty()).matches()) {
        at.add(
            "name",
            "invalid characters: must consist of lower case alphanumeric characters, '-', '.' and"
                + " '_'.");
      }
    }

    private void proxyTypes() {
      if (ref.proxyTypes() != null && ref.proxyTypes().isEmpty()) {
        at.add("proxyTypes", "must be undefined or have at least one element");
      }
    }

    private void forbid(String field, @Nullable Object value) {
      if (given(value)) {
        at.add(field, "must not be set with kind " + ref.kind());
      }
    }

    private static boolean given(@Nullable Object value) {
      return switch (value) {
        case null -> false;
        case String text -> !text.isEmpty();
        case Labels labels -> !labels.isEmpty();
        case Tags tags -> !tags.isEmpty();
        case Collection<?> list -> !list.isEmpty();
        default -> true;
      };
    }
  }
}
