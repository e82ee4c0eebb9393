package io.meshlog.model.target;

import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code to} confs of matched policies for outbounds that are addressed by identity
 * (policies.md 1.6 a). Merging is done here, once; finding takes the most particular rule there is.
 *
 * @param <C> the conf
 */
public final class ResourceRules<C> {
  /**
   * A resource that can be addressed.
   *
   * @param kri of the whole resource
   * @param sections its port names, and the numbers of ports without a name
   */
  public record Destination(TargetKind kind, Kri kri, Labels labels, List<String> sections) {}

  /** The addressable resources of a mesh. */
  @FunctionalInterface
  public interface Destinations {
    Destinations NONE = (kind, mesh) -> List.of();

    List<Destination> all(TargetKind kind, String mesh);
  }

  /** An entry and what it is about; a null target is the whole mesh. */
  private record Part(Entry entry, boolean wholeMesh, Set<Kri> targets) {
    boolean about(Kri kri) {
      return wholeMesh || targets.contains(kri) || targets.contains(kri.withSection(""));
    }
  }

  private final Map<Kri, Effective<C>> byTarget;
  private final Optional<Effective<C>> ofMesh;

  private ResourceRules(Map<Kri, Effective<C>> byTarget, Optional<Effective<C>> ofMesh) {
    this.byTarget = Map.copyOf(byTarget);
    this.ofMesh = ofMesh;
  }

  /** The policies may come in any order of their own: entries are sorted here. */
  public static <C> ResourceRules<C> of(
      List<? extends Resource<? extends PolicySpec>> policies,
      ConfType<C> type,
      Destinations destinations) {
    List<? extends Resource<? extends PolicySpec>> usable =
        policies.stream()
            .filter(policy -> !policy.spec().top().kindIs(TargetKind.MESH_HTTP_ROUTE))
            .toList();
    List<Part> parts =
        Entry.of(usable, PolicySpec::toEntries, type).stream()
            .sorted(Precedence.TO_ENTRIES)
            .map(entry -> resolve(entry, destinations))
            .toList();
    Set<Kri> targets = new LinkedHashSet<>();
    parts.forEach(part -> targets.addAll(part.targets()));
    Map<Kri, Effective<C>> byTarget = new HashMap<>();
    for (Kri target : targets) {
      merge(parts.stream().filter(part -> part.about(target)).toList(), type)
          .ifPresent(effective -> byTarget.put(target, effective));
    }
    return new ResourceRules<>(
        byTarget, merge(parts.stream().filter(Part::wholeMesh).toList(), type));
  }

  private static <C> Optional<Effective<C>> merge(List<Part> parts, ConfType<C> type) {
    return type.merge(parts.stream().map(Part::entry).toList());
  }

  private static Part resolve(Entry entry, Destinations destinations) {
    TargetRef ref = entry.target();
    if (ref.kindIs(TargetKind.MESH)) {
      return new Part(entry, true, Set.of());
    }
    Set<Kri> targets = new LinkedHashSet<>();
    List<Destination> candidates =
        ref.known().map(kind -> destinations.all(kind, entry.policy().mesh())).orElse(List.of());
    for (Destination candidate : candidates) {
      if (selects(entry, ref, candidate)) {
        section(ref, candidate).ifPresent(targets::add);
      }
    }
    return new Part(entry, false, targets);
  }

  private static boolean selects(Entry entry, TargetRef ref, Destination candidate) {
    if (!ref.labelsOrEmpty().isEmpty()) {
      return candidate.labels().contain(ref.labelsOrEmpty());
    }
    Kri kri = candidate.kri();
    return kri.name().equals(ref.nameOrEmpty())
        && kri.zone().equals(entry.policy().labels().getOrEmpty(Labels.ZONE));
  }

  private static Optional<Kri> section(TargetRef ref, Destination candidate) {
    String section = ref.sectionOrEmpty();
    if (section.isEmpty()) {
      return Optional.of(candidate.kri());
    }
    return candidate.sections().contains(section)
        ? Optional.of(candidate.kri().withSection(section))
        : Optional.empty();
  }

  /** The conf of each destination that some policy aims at in particular. */
  public Map<Kri, Effective<C>> byTarget() {
    return byTarget;
  }

  /** The conf of all others. */
  public Optional<Effective<C>> ofMesh() {
    return ofMesh;
  }

  /** The conf of a destination: of its section, else of the whole, else of the mesh. */
  public Optional<Effective<C>> find(Kri destination) {
    List<Kri> particular = new ArrayList<>();
    particular.add(destination);
    particular.add(destination.withSection(""));
    return first(particular).or(() -> ofMesh);
  }

  /** The conf of one Envoy route of a destination, by the route's identity. */
  public Optional<Effective<C>> findRoute(Kri route, Kri destination) {
    return ofRoute(route).or(() -> find(destination));
  }

  /** The conf of one Envoy route that some policy aims at in particular. */
  public Optional<Effective<C>> ofRoute(Kri route) {
    return first(List.of(route, route.withSection("")));
  }

  private Optional<Effective<C>> first(List<Kri> keys) {
    return keys.stream()
        .filter(byTarget::containsKey)
        .map(key -> Optional.ofNullable(byTarget.get(key)))
        .findFirst()
        .flatMap(found -> found);
  }
}
