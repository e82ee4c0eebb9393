package io.meshlog.model.target;

import io.meshlog.model.resource.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code rules} of the policies matched on one inbound, where {@code from} counts as a rule
 * without matches (policies.md 1.8).
 *
 * @param base the merge of all rules without matches
 * @param matched rules for some clients, most specific first: exact identity, then longer prefixes,
 *     then SNI alone. Each has what wider rules of this list say, overridden by its own; rules with
 *     equal matches are one. It does not hold the base.
 * @param <C> the conf
 */
public record InboundRules<C>(Optional<Effective<C>> base, List<Rule<C>> matched) {

  /** A conf for the clients that the match admits. */
  public record Rule<C>(MatchSpec match, Effective<C> effective) {}

  public InboundRules {
    matched = List.copyOf(matched);
  }

  /** The policies are sorted by {@link Precedence#POLICIES}. */
  public static <C> InboundRules<C> of(
      List<? extends Resource<? extends PolicySpec>> policies, ConfType<C> type) {
    List<Entry> forAll = new ArrayList<>();
    Map<MatchSpec, List<Entry>> byMatch = new LinkedHashMap<>();
    for (Resource<? extends PolicySpec> policy : policies) {
      if (policy.spec().ruleEntries().isEmpty()) {
        forAll.addAll(Entry.of(List.of(policy), PolicySpec::fromEntries, type));
      }
      for (Matched<?> rule : policy.spec().ruleEntries()) {
        Entry entry = new Entry(policy, TargetRef.MESH, type.tree(rule.conf()));
        if (rule.anyOf().isEmpty()) {
          forAll.add(entry);
        }
        rule.anyOf()
            .forEach(match -> byMatch.computeIfAbsent(match, none -> new ArrayList<>()).add(entry));
      }
    }
    return new InboundRules<>(type.merge(forAll), inherited(byMatch, type));
  }

  private static <C> List<Rule<C>> inherited(
      Map<MatchSpec, List<Entry>> byMatch, ConfType<C> type) {
    List<MatchSpec> sorted = new ArrayList<>(byMatch.keySet());
    sorted.sort(SPECIFIC_FIRST);
    List<Rule<C>> rules = new ArrayList<>();
    for (MatchSpec match : sorted) {
      List<Entry> entries = new ArrayList<>();
      for (MatchSpec wider : sorted.reversed()) {
        if (wider.covers(match)) {
          entries.addAll(byMatch.get(wider));
        }
      }
      type.merge(entries).ifPresent(effective -> rules.add(new Rule<>(match, effective)));
    }
    return rules;
  }

  private static final Comparator<MatchSpec> SPECIFIC_FIRST =
      Comparator.<MatchSpec>comparingInt(InboundRules::spiffeRank)
          .thenComparingInt(match -> -spiffeLength(match))
          .thenComparingInt(match -> match.sni() == null ? 1 : 0);

  private static int spiffeRank(MatchSpec match) {
    if (match.spiffeID() == null) {
      return 2;
    }
    return match.spiffeID().exact() ? 0 : 1;
  }

  /** Of a prefix; exact identities of any length are alike. */
  private static int spiffeLength(MatchSpec match) {
    MatchSpec.SpiffeMatch spiffe = match.spiffeID();
    return spiffe == null || spiffe.exact() || spiffe.value() == null ? 0 : spiffe.value().length();
  }
}
