package io.meshlog.zone.health;

import java.time.Duration;

/**
 * How proxies probe where a {@code serviceProbe} does not say.
 *
 * @param report interval at which a proxy reports
 * @param timeout of a probe
 * @param interval between probes
 * @param noTrafficInterval the same while nothing uses the application
 * @param healthyThreshold successes until an application is ready
 * @param unhealthyThreshold failures until it is not
 */
public record ProbeSettings(
    Duration report,
    Duration timeout,
    Duration interval,
    Duration noTrafficInterval,
    int healthyThreshold,
    int unhealthyThreshold) {
  public static final ProbeSettings DEFAULT =
      new ProbeSettings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          1,
          1);
}
