package io.meshlog.xds.gateway;

import java.util.Comparator;
import java.util.List;

/** How hosts of listeners and routes relate: a domain, {@code *.} and a domain, or {@code *}. */
public final class Hostnames {
  /** Whole names before wildcards, longer ones first; then by name. */
  public static final Comparator<String> MOST_PARTICULAR_FIRST =
      Comparator.<String>comparingInt(host -> host.startsWith("*") ? 1 : 0)
          .thenComparingInt(host -> host.startsWith("*") ? -parts(host).size() : 0)
          .thenComparing(Comparator.naturalOrder());

  private Hostnames() {}

  /** Whether every host that the one takes is taken by the other. */
  public static boolean contains(String wide, String narrow) {
    List<String> outer = parts(wide);
    List<String> inner = parts(narrow);
    if (outer.size() > inner.size()) {
      return false;
    }
    for (int i = 1; i < outer.size(); i++) {
      if (!outer.get(outer.size() - i).equals(inner.get(inner.size() - i))) {
        return false;
      }
    }
    return outer.getFirst().equals("*")
        || outer.size() == inner.size() && outer.getFirst().equals(inner.getFirst());
  }

  /** Whether there are hosts that both take. */
  public static boolean meet(String one, String other) {
    return contains(one, other) || contains(other, one);
  }

  private static List<String> parts(String host) {
    return List.of(host.split("\\."));
  }
}
