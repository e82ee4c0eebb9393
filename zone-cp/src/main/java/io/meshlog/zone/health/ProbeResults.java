package io.meshlog.zone.health;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.append.EventLog;
import io.meshlog.store.image.LiveImage;
import io.meshlog.xds.ProxyKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what probes found into the Dataplane, if it says otherwise. Never over a change that it
 * has not seen: a user's write comes first, and the result once more after it. Blocks.
 */
public final class ProbeResults {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeResults.class);
  private static final int TRIES = 5;
  private static final Duration WAIT = Duration.ofSeconds(5);

  private final LiveImage live;
  private final EventLog log;

  public ProbeResults(LiveImage live, EventLog log) {
    this.live = live;
    this.log = log;
  }

  /** Whether the Dataplane says otherwise. Never blocks. */
  boolean isNews(ProxyKey proxy, Map<String, Boolean> ready) {
    return live.current()
        .find(CoreTypes.DATAPLANE, proxy.mesh(), proxy.name())
        .filter(stored -> !ServiceProbes.with(stored.spec(), ready).equals(stored.spec()))
        .isPresent();
  }

  /** What cannot be written now comes with the next report. */
  void record(ProxyKey proxy, Map<String, Boolean> ready) throws InterruptedException {
    for (int tries = 0; tries < TRIES; tries++) {
      MeshImage image = live.current();
      Optional<Resource<DataplaneSpec>> stored =
          image.find(CoreTypes.DATAPLANE, proxy.mesh(), proxy.name());
      if (stored.isEmpty()) {
        return;
      }
      DataplaneSpec now = ServiceProbes.with(stored.get().spec(), ready);
      if (now.equals(stored.get().spec())) {
        return;
      }
      AppendOutcome outcome = append(proxy, stored.get(), now);
      switch (outcome) {
        case AppendOutcome.Appended appended -> {
          LOG.info("{}: probes say {}", proxy, ready);
          live.await(appended.position().pos(), WAIT);
          return;
        }
        case AppendOutcome.Refused _ -> live.await(image.head() + 1, WAIT);
        case AppendOutcome.KeyReused _,
            AppendOutcome.TurnOver _,
            AppendOutcome.Overloaded _,
            AppendOutcome.Unavailable _,
            AppendOutcome.OutcomeUnknown _ -> {
          LOG.warn("{}: what its probes say is not written: {}", proxy, outcome);
          return;
        }
      }
    }
  }

  private AppendOutcome append(ProxyKey proxy, Resource<DataplaneSpec> stored, DataplaneSpec now) {
    Command put =
        new Command.Put<>(
            CoreTypes.DATAPLANE,
            stored.key(),
            stored.labels(),
            now,
            new Expected.ExactVersion(stored.version()));
    return log.append(AppendRequest.of(put, EventMeta.of("proxy:" + proxy.nodeId()))).join();
  }
}
