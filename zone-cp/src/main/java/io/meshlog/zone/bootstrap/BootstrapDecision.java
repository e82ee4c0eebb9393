package io.meshlog.zone.bootstrap;

import java.util.List;

/** What becomes of a bootstrap request. */
sealed interface BootstrapDecision {
  /**
   * @param yaml Envoy's bootstrap
   * @param address of the proxy
   * @param aggregate where its kuma-dp finds metrics of applications
   */
  record Decided(String yaml, String address, List<ApplicationMetrics> aggregate)
      implements BootstrapDecision {}

  /**
   * @param text plain; kuma-dp gives up on a 4xx with a text and retries without one
   */
  record Refused(int status, String text) implements BootstrapDecision {}
}
