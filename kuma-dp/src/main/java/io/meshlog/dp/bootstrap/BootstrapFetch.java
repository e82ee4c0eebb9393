package io.meshlog.dp.bootstrap;

import io.meshlog.dp.log.LaunchLog;
import java.time.Duration;

/** Repeats attempts with a fixed pause until one is final or the time is over. */
public final class BootstrapFetch {
  private final BootstrapClient client;
  private final Duration pause;
  private final Duration limit;
  private final LaunchLog log;

  public BootstrapFetch(BootstrapClient client, Duration pause, Duration limit, LaunchLog log) {
    this.client = client;
    this.pause = pause;
    this.limit = limit;
    this.log = log;
  }

  /** Blocks; ends with {@link Attempt.Fetched} or {@link Attempt.Refused} unless interrupted. */
  public Attempt fetch(BootstrapRequest request) throws InterruptedException {
    long start = System.nanoTime();
    String lastLogged = "";
    while (true) {
      Attempt attempt = client.attempt(request);
      if (!(attempt instanceof Attempt.Later later)) {
        return attempt;
      }
      if (System.nanoTime() - start + pause.toNanos() > limit.toNanos()) {
        return new Attempt.Refused("gave up after " + limit + ": " + later.reason());
      }
      if (later.reason().equals(lastLogged)) {
        log.debug("still no bootstrap: " + later.reason());
      } else {
        log.warn(
            "no bootstrap from "
                + client.endpoint()
                + ": "
                + later.reason()
                + "; trying again every "
                + pause.toMillis()
                + " ms");
        lastLogged = later.reason();
      }
      Thread.sleep(pause);
    }
  }
}
