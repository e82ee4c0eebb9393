package io.meshlog.model.target;

import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code from} confs of the policies matched on one inbound, as confs for disjoint or agreeing
 * subsets of clients (policies.md 1.7): for each maximal clique of entries that one client can fall
 * under, every combination of their tags being present or not.
 *
 * <p>Beyond Kuma, a combination leaves out the clients of entries outside its clique: otherwise
 * {@code Mesh: Allow, a: Deny, b: Deny} would hold "not a" and "not b", together everyone.
 *
 * <p>When a clique has more than {@value #MAX_TAGS} tags, or there are more than {@value
 * #MAX_CLIQUES} cliques, there is one rule per entry without the clients of stronger ones. That is
 * the same for confs in which every entry sets the same single field, as all confs that are
 * evaluated here do, and its size is bounded by the square of the entries.
 */
public final class ClientRules {
  static final int MAX_TAGS = 8;
  static final int MAX_CLIQUES = 256;

  private final List<Node> nodes;
  private final List<Entry> entries;

  /** A conf for some clients. */
  public record Rule<C>(ClientSubset clients, Effective<C> effective) {}

  /** A distinct subset, the entries that name it, and the rank of the strongest of them. */
  private record Node(Tags tags, int strongest) {}

  private record Combination(Tags present, List<Tags> absent) {}

  private ClientRules(List<Entry> entries) {
    this.entries = entries;
    Map<Tags, Integer> strongest = new LinkedHashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      strongest.put(tags(entries.get(i)), i);
    }
    this.nodes =
        strongest.entrySet().stream().map(e -> new Node(e.getKey(), e.getValue())).toList();
  }

  /** The policies are sorted by {@link Precedence#POLICIES}. Most positive tags first. */
  public static <C> List<Rule<C>> of(
      List<? extends Resource<? extends PolicySpec>> policies, ConfType<C> type) {
    List<Entry> entries =
        Entry.of(policies, PolicySpec::fromEntries, type).stream()
            .filter(entry -> Subsets.of(entry.target()).isPresent())
            .toList();
    List<Rule<C>> rules = new ArrayList<>();
    for (ClientSubset subset : new ClientRules(entries).subsets()) {
      List<Entry> covering =
          entries.stream()
              .filter(entry -> ClientSubset.has(subset.present(), tags(entry)))
              .toList();
      type.merge(covering).ifPresent(conf -> rules.add(new Rule<>(subset, conf)));
    }
    rules.sort(Comparator.comparingInt(rule -> -rule.clients().present().values().size()));
    return List.copyOf(rules);
  }

  private static Tags tags(Entry entry) {
    return Subsets.of(entry.target()).orElseThrow();
  }

  private Set<ClientSubset> subsets() {
    Optional<List<BitSet>> cliques =
        Cliques.of(
            nodes.size(),
            (i, j) -> compatible(nodes.get(i).tags(), nodes.get(j).tags()),
            MAX_CLIQUES);
    boolean small =
        cliques.isPresent()
            && cliques.get().stream().allMatch(clique -> union(clique).values().size() <= MAX_TAGS);
    if (!small) {
      return byStrength();
    }
    Set<ClientSubset> subsets = new LinkedHashSet<>();
    for (BitSet clique : cliques.get()) {
      for (Combination combination : combinations(union(clique))) {
        if (covered(clique, combination)) {
          subsets.add(withoutOutsiders(clique, combination));
        }
      }
    }
    return subsets;
  }

  private Tags union(BitSet clique) {
    Tags union = Tags.EMPTY;
    for (Node node : members(clique)) {
      for (Map.Entry<String, String> tag : node.tags().values().entrySet()) {
        union = union.with(tag.getKey(), tag.getValue());
      }
    }
    return union;
  }

  private List<Node> members(BitSet clique) {
    return clique.stream().mapToObj(nodes::get).toList();
  }

  /** All ways to say of each tag that it is there or not; all present first. */
  private static List<Combination> combinations(Tags union) {
    List<Map.Entry<String, String>> tags = List.copyOf(union.values().entrySet());
    List<Combination> all = new ArrayList<>(1 << tags.size());
    for (int signs = 0; signs < 1 << tags.size(); signs++) {
      Tags present = Tags.EMPTY;
      List<Tags> absent = new ArrayList<>();
      for (int i = 0; i < tags.size(); i++) {
        Map.Entry<String, String> tag = tags.get(i);
        if ((signs >> (tags.size() - 1 - i) & 1) == 0) {
          present = present.with(tag.getKey(), tag.getValue());
        } else {
          absent.add(Tags.of(tag.getKey(), tag.getValue()));
        }
      }
      all.add(new Combination(present, absent));
    }
    return all;
  }

  private boolean covered(BitSet clique, Combination combination) {
    return members(clique).stream()
        .anyMatch(node -> ClientSubset.has(combination.present(), node.tags()));
  }

  private ClientSubset withoutOutsiders(BitSet clique, Combination combination) {
    List<Tags> absent = new ArrayList<>(combination.absent());
    for (int i = 0; i < nodes.size(); i++) {
      Tags outsider = nodes.get(i).tags();
      if (!clique.get(i) && overlaps(outsider, combination)) {
        absent.add(outsider);
      }
    }
    return subset(combination.present(), absent);
  }

  private static boolean overlaps(Tags outsider, Combination combination) {
    return compatible(outsider, combination.present())
        && combination.absent().stream().noneMatch(tags -> ClientSubset.has(outsider, tags));
  }

  /** What is negated, without the tags that are known to be there, in one order. */
  private static ClientSubset subset(Tags present, List<Tags> absent) {
    List<Tags> rest = new ArrayList<>();
    for (Tags tags : absent) {
      Tags open = tags;
      for (Map.Entry<String, String> tag : present.values().entrySet()) {
        open = tag.getValue().equals(open.get(tag.getKey())) ? open.without(tag.getKey()) : open;
      }
      rest.add(open);
    }
    rest.sort(Comparator.comparing(tags -> tags.values().toString()));
    return new ClientSubset(present, rest.stream().distinct().toList());
  }

  private Set<ClientSubset> byStrength() {
    Set<ClientSubset> subsets = new LinkedHashSet<>();
    for (Node node : nodes) {
      List<Tags> stronger =
          nodes.stream()
              .filter(other -> other.strongest() > node.strongest())
              .map(Node::tags)
              .filter(tags -> compatible(tags, node.tags()))
              .toList();
      if (stronger.stream().noneMatch(tags -> ClientSubset.has(node.tags(), tags))) {
        subsets.add(subset(node.tags(), stronger));
      }
    }
    return subsets;
  }

  /** Whether one client can have both. */
  private static boolean compatible(Tags one, Tags other) {
    return one.values().entrySet().stream()
        .allMatch(tag ->
            Objects.requireNonNullElse(other.get(tag.getKey()), tag.getValue())
                .equals(tag.getValue()));
  }
}
