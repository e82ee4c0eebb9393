package io.meshlog.zone.status;

import io.meshlog.store.insight.Insight;
import io.meshlog.store.insight.InsightStore;
import io.meshlog.store.insight.ProxyStatus;
import io.meshlog.store.insight.ProxyStatusStore;
import io.meshlog.store.lease.ReplicaWatch;
import io.meshlog.xds.ProxyKey;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Says of the proxies of replicas that died that they are offline, as far as they did not come back
 * to another replica. Safe whenever it runs: only sessions whose replica is not alive are ended,
 * and an insight that somebody else writes meanwhile is read again.
 */
public final class Orphans implements ReplicaWatch.Clearing {
  private static final int PAGE = 500;
  private static final int TRIES = 3;

  private final InsightStore insights;
  private final ProxyStatusStore statuses;
  private final Clock clock;
  private final String zone;

  public Orphans(InsightStore insights, ProxyStatusStore statuses, Clock clock, String zone) {
    this.insights = insights;
    this.statuses = statuses;
    this.clock = clock;
    this.zone = zone;
  }

  @Override
  public void clear() {
    List<ProxyStatus> some = statuses.orphans(PAGE);
    while (!some.isEmpty()) {
      some.forEach(this::clear);
      some = some.size() < PAGE ? List.of() : statuses.orphans(PAGE);
    }
  }

  private void clear(ProxyStatus orphan) {
    Optional<ProxyKey> proxy = SessionName.parse(orphan.proxy());
    for (int tries = 0; proxy.isPresent() && tries < TRIES; tries++) {
      if (close(proxy.get(), orphan.replica())) {
        break;
      }
    }
    statuses.forgetOrphan(orphan);
  }

  /** False when the insight changed between. */
  private boolean close(ProxyKey proxy, String replica) {
    Insight found =
        insights.find(InsightReports.type(proxy), proxy.mesh(), proxy.name(), zone).orElse(null);
    if (found == null) {
      return true;
    }
    String closed = InsightForm.closedOf(found.body(), clock.instant(), replica);
    return closed == null || insights.replace(found, closed);
  }
}
