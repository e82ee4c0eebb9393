package io.meshlog.xds;

import java.util.List;
import java.util.Set;

/**
 * How the endpoints of a destination are ranked and grouped for some proxies: all that a load
 * assignment depends on beside the endpoints themselves (policies.md 2.12). A value, so that
 * proxies with an equal one share the assignment.
 */
public sealed interface Spread {
  /** As the mesh says, with {@code routing.localityAwareLoadBalancing}. */
  Spread OF_MESH = new Plain(Preference.OF_MESH);

  /** Zones do not matter. */
  Spread EVERYWHERE = new Plain(Preference.NONE);

  /** Other zones are second choice. */
  Spread LOCAL_FIRST = new Plain(Preference.LOCAL_FIRST);

  enum Preference {
    OF_MESH,
    NONE,
    LOCAL_FIRST
  }

  record Plain(Preference preference) implements Spread {}

  /**
   * Endpoints of the own zone first, by affinity; those of other zones only where a rule admits
   * them.
   *
   * @param affinities the first that an endpoint has decides its group
   * @param weighted whether groups have weights
   * @param failovers the first that admits a zone decides its rank
   * @param overprovisioning factor in percent
   */
  record Grouped(
      List<Affinity> affinities, boolean weighted, List<Failover> failovers, int overprovisioning)
      implements Spread {
    public Grouped {
      affinities = List.copyOf(affinities);
      failovers = List.copyOf(failovers);
    }
  }

  record Affinity(String key, String value, int weight) {}

  /**
   * @param except whether the zones are those that are left out, or the only ones
   */
  record Failover(boolean except, Set<String> zones) {
    public Failover {
      zones = Set.copyOf(zones);
    }

    public boolean admits(String zone) {
      return except != zones.contains(zone);
    }
  }
}
