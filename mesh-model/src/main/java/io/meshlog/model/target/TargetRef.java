package io.meshlog.model.target;

import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Tags;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a policy, or one of its entries, is about (policies.md 1.2). Everything is nullable: what is
 * acceptable depends on the kind and the position, see {@link TargetRefRules}.
 *
 * @param kind a {@link TargetKind} by word
 * @param mesh reserved, always refused
 */
public record TargetRef(
    @Nullable String kind,
    @Nullable String name,
    @Nullable String namespace,
    @Nullable Labels labels,
    @Nullable String sectionName,
    @Nullable Tags tags,
    @Nullable List<String> proxyTypes,
    @Nullable String mesh) {

  /** What an omitted reference means. */
  public static final TargetRef MESH = of(TargetKind.MESH, null);

  public TargetRef {
    proxyTypes = proxyTypes == null ? null : List.copyOf(proxyTypes);
  }

  public static TargetRef of(TargetKind kind, @Nullable String name) {
    return new TargetRef(kind.word(), name, null, null, null, null, null, null);
  }

  public static TargetRef orMesh(@Nullable TargetRef ref) {
    return ref == null ? MESH : ref;
  }

  public TargetRef withTags(Tags other) {
    return new TargetRef(kind, name, namespace, labels, sectionName, other, proxyTypes, mesh);
  }

  public TargetRef withLabels(Labels other) {
    return new TargetRef(kind, name, namespace, other, sectionName, tags, proxyTypes, mesh);
  }

  public TargetRef withSection(String other) {
    return new TargetRef(kind, name, namespace, labels, other, tags, proxyTypes, mesh);
  }

  public TargetRef withProxyTypes(List<String> other) {
    return new TargetRef(kind, name, namespace, labels, sectionName, tags, other, mesh);
  }

  /** Empty when this version does not know the kind: such a reference matches nothing. */
  public Optional<TargetKind> known() {
    return TargetKind.parse(kind);
  }

  public boolean kindIs(TargetKind wanted) {
    return wanted.word().equals(kind);
  }

  public String nameOrEmpty() {
    return Objects.requireNonNullElse(name, "");
  }

  public String sectionOrEmpty() {
    return Objects.requireNonNullElse(sectionName, "");
  }

  public Tags tagsOrEmpty() {
    return Objects.requireNonNullElse(tags, Tags.EMPTY);
  }

  public Labels labelsOrEmpty() {
    return Objects.requireNonNullElse(labels, Labels.EMPTY);
  }

  public List<String> proxyTypesOrEmpty() {
    return Objects.requireNonNullElse(proxyTypes, List.of());
  }

  /** Whether a proxy of this type ({@code Sidecar} or {@code Gateway}) is among those meant. */
  public boolean admits(String proxyType) {
    return proxyTypesOrEmpty().isEmpty() || proxyTypesOrEmpty().contains(proxyType);
  }

  /** Whether it can select gateways (policies.md 1.2.1). */
  public boolean canIncludeGateways() {
    return switch (known().orElse(null)) {
      case MESH_GATEWAY, MESH_HTTP_ROUTE -> true;
      case MESH, MESH_SUBSET -> admits("Gateway");
      case DATAPLANE,
          MESH_SERVICE,
          MESH_EXTERNAL_SERVICE,
          MESH_MULTI_ZONE_SERVICE,
          MESH_SERVICE_SUBSET ->
          false;
      case null -> false;
    };
  }
}
