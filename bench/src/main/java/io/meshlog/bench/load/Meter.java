package io.meshlog.bench.load;

import io.meshlog.bench.ProcessUsage;

/** What has been used and received since it was made. */
final class Meter {
  private final Target target;
  private final LoadFleet fleet;
  private final double cpu;
  private final double driver;
  private final long responses;
  private final long bytes;
  private final long begun = System.nanoTime();

  Meter(Target target, LoadFleet fleet) {
    this.target = target;
    this.fleet = fleet;
    this.cpu = target.cpuSeconds();
    this.driver = driverSeconds();
    this.responses = fleet.responses();
    this.bytes = fleet.bytes();
  }

  private static double driverSeconds() {
    return ProcessUsage.cpuSeconds(ProcessHandle.current().pid());
  }

  double cpuMillis() {
    return 1000 * (target.cpuSeconds() - cpu);
  }

  /** Of this process, which simulates the proxies and makes the changes. */
  double driverMillis() {
    return 1000 * (driverSeconds() - driver);
  }

  long responses() {
    return fleet.responses() - responses;
  }

  long bytes() {
    return fleet.bytes() - bytes;
  }

  double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  double seconds(long until) {
    return (until - begun) / 1e9;
  }
}
