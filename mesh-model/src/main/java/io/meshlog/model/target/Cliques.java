package io.meshlog.model.target;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** All maximal cliques of a small graph (Bron and Kerbosch, with a pivot). One per call. */
final class Cliques {
  private final BitSet[] neighbours;
  private final int limit;
  private final List<BitSet> found = new ArrayList<>();

  private Cliques(BitSet[] neighbours, int limit) {
    this.neighbours = neighbours;
    this.limit = limit;
  }

  /**
   * The cliques as sets of node numbers, ordered by their lowest nodes; empty when there are more
   * than {@code limit}.
   */
  static Optional<List<BitSet>> of(int nodes, BiPredicate<Integer, Integer> edge, int limit) {
    BitSet[] neighbours = new BitSet[nodes];
    for (int i = 0; i < nodes; i++) {
      neighbours[i] = new BitSet(nodes);
      for (int j = 0; j < nodes; j++) {
        neighbours[i].set(j, i != j && edge.test(i, j));
      }
    }
    Cliques search = new Cliques(neighbours, limit);
    BitSet all = new BitSet(nodes);
    all.set(0, nodes);
    search.extend(new BitSet(), all, new BitSet());
    if (search.found.size() > limit) {
      return Optional.empty();
    }
    search.found.sort((one, other) -> compare(one, other));
    return Optional.of(search.found);
  }

  private void extend(BitSet clique, BitSet candidates, BitSet excluded) {
    if (found.size() > limit) {
      return;
    }
    if (candidates.isEmpty() && excluded.isEmpty()) {
      found.add((BitSet) clique.clone());
      return;
    }
    BitSet open = (BitSet) candidates.clone();
    open.andNot(neighbours[pivot(candidates, excluded)]);
    for (int node = open.nextSetBit(0); node >= 0; node = open.nextSetBit(node + 1)) {
      clique.set(node);
      extend(clique, and(candidates, neighbours[node]), and(excluded, neighbours[node]));
      clique.clear(node);
      candidates.clear(node);
      excluded.set(node);
    }
  }

  private int pivot(BitSet candidates, BitSet excluded) {
    BitSet either = (BitSet) candidates.clone();
    either.or(excluded);
    int best = either.nextSetBit(0);
    int most = -1;
    for (int node = best; node >= 0; node = either.nextSetBit(node + 1)) {
      int degree = and(candidates, neighbours[node]).cardinality();
      if (degree > most) {
        most = degree;
        best = node;
      }
    }
    return best;
  }

  private static BitSet and(BitSet one, BitSet other) {
    BitSet both = (BitSet) one.clone();
    both.and(other);
    return both;
  }

  private static int compare(BitSet one, BitSet other) {
    BitSet different = (BitSet) one.clone();
    different.xor(other);
    int first = different.nextSetBit(0);
    if (first < 0) {
      return 0;
    }
    return one.get(first) ? -1 : 1;
  }
}
