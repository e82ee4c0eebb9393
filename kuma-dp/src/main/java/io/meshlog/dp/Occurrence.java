package io.meshlog.dp;

import io.meshlog.dp.bootstrap.Bootstrap;

/** What the launcher's main thread waits for. */
sealed interface Occurrence {
  /** SIGTERM, SIGINT or SIGHUP. */
  record Signalled(String name) implements Occurrence {}

  record BootstrapFetched(Bootstrap bootstrap) implements Occurrence {}

  /** There will be no bootstrap. */
  record BootstrapFailed(String reason) implements Occurrence {}

  record EnvoyEnded(int exitCode) implements Occurrence {}
}
