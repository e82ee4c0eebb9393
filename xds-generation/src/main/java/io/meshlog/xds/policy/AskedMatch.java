package io.meshlog.xds.policy;

import io.meshlog.xds.draft.MeshFacts;
import java.util.List;

/**
 * The policies of one type for one proxy, noting what is asked of them. Confined to one thread.
 *
 * @param policies the number of its type in the table
 */
record AskedMatch<C>(int policies, AskedSet<C> proxy, List<AskedSet<C>> inbounds) {

  static <C> AskedMatch<C> of(int policies, ProxyMatch<C> match) {
    return new AskedMatch<>(
        policies,
        new AskedSet<>(match.proxy()),
        match.inbounds().stream().map(set -> new AskedSet<>(set)).toList());
  }

  /** The same sets to be asked. */
  ProxyMatch<C> asking() {
    return new ProxyMatch<>(proxy, List.copyOf(inbounds), List.of());
  }

  Answers answers() {
    return new Answers(
        policies, proxy.answers(), inbounds.stream().map(AskedSet::answers).toList());
  }

  /** What was asked of them. */
  record Answers(int policies, AskedSet.Answers proxy, List<AskedSet.Answers> inbounds) {

    boolean nothing() {
      return proxy.nothing() && inbounds.stream().allMatch(AskedSet.Answers::nothing);
    }

    boolean sameIn(ProxyMatch<?> now, MeshFacts mesh) {
      if (now.inbounds().size() != inbounds.size() || !proxy.sameIn(now.proxy(), mesh)) {
        return false;
      }
      for (int i = 0; i < inbounds.size(); i++) {
        if (!inbounds.get(i).sameIn(now.inbounds().get(i), mesh)) {
          return false;
        }
      }
      return true;
    }
  }
}
