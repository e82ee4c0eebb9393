package io.meshlog.model.target;

import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.RouteSpec.RouteRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code to} confs of matched policies for outbounds that are addressed by {@code
 * kuma.io/service} (policies.md 1.6 b): one rule per distinct subset of destinations, most tags
 * first. Here the kind of a {@code to} target does not count for precedence.
 *
 * @param <C> the conf
 */
public final class LegacyRules<C> {
  /** Pseudo tag that narrows a rule to the Envoy routes of one rule of a MeshHTTPRoute. */
  public static final String ROUTE = "__rule-matches-hash__";

  /** A conf for the destinations that have all these tags. */
  public record Rule<C>(Tags subset, Effective<C> effective) {}

  private record Part(Tags subset, Entry entry) {}

  private final List<Rule<C>> rules;

  private LegacyRules(List<Rule<C>> rules) {
    this.rules = List.copyOf(rules);
  }

  /** The policies are sorted by {@link Precedence#POLICIES}. */
  public static <C> LegacyRules<C> of(
      List<? extends Resource<? extends PolicySpec>> policies, ConfType<C> type, Routes routes) {
    List<Part> parts = new ArrayList<>();
    for (Resource<? extends PolicySpec> policy : policies) {
      boolean aimsAtRoutes =
          policy.spec().toEntries().stream()
              .anyMatch(to -> to.target().kindIs(TargetKind.MESH_HTTP_ROUTE));
      if (!aimsAtRoutes) {
        parts.addAll(parts(policy, type, routes));
      }
    }
    Set<Tags> subsets = new LinkedHashSet<>();
    parts.forEach(part -> subsets.add(part.subset()));
    List<Rule<C>> rules = new ArrayList<>();
    for (Tags subset : subsets) {
      List<Entry> entries =
          parts.stream().filter(part -> contains(subset, part.subset())).map(Part::entry).toList();
      type.merge(entries).ifPresent(effective -> rules.add(new Rule<>(subset, effective)));
    }
    rules.sort(Comparator.comparingInt(rule -> -rule.subset().values().size()));
    return new LegacyRules<>(rules);
  }

  private static List<Part> parts(
      Resource<? extends PolicySpec> policy, ConfType<?> type, Routes routes) {
    List<Entry> entries = Entry.of(List.of(policy), PolicySpec::toEntries, type);
    List<Part> parts = new ArrayList<>();
    if (!policy.spec().top().kindIs(TargetKind.MESH_HTTP_ROUTE)) {
      for (Entry entry : entries) {
        Subsets.of(entry.target()).ifPresent(subset -> parts.add(new Part(subset, entry)));
      }
      return parts;
    }
    List<RouteRule> about =
        TopMatch.route(policy, routes)
            .map(route -> route.spec() instanceof RouteSpec spec ? spec.routeRules() : null)
            .orElse(List.of());
    for (RouteRule rule : about) {
      Tags hash = Tags.of(ROUTE, rule.matchesHash());
      Tags subset = rule.service().isEmpty() ? hash : hash.with(Tags.SERVICE, rule.service());
      entries.forEach(entry -> parts.add(new Part(subset, entry)));
    }
    return parts;
  }

  private static boolean contains(Tags subset, Tags wider) {
    return subset.values().entrySet().containsAll(wider.values().entrySet());
  }

  public List<Rule<C>> rules() {
    return rules;
  }

  /** The conf of a service as a whole. */
  public Optional<Effective<C>> find(String service) {
    return find(Tags.of(Tags.SERVICE, service));
  }

  /** The conf of one Envoy route of a service, by the hash that names it. */
  public Optional<Effective<C>> findRoute(String service, String matchesHash) {
    return find(Tags.of(Tags.SERVICE, service).with(ROUTE, matchesHash));
  }

  private Optional<Effective<C>> find(Tags destination) {
    return rules.stream()
        .filter(rule -> contains(destination, rule.subset()))
        .map(Rule::effective)
        .findFirst();
  }
}
