package io.meshlog.zone.ads;

import java.util.Map;
import java.util.Set;

/** Whether an answer of one type is on its way: at most one ever is. */
sealed interface Exchange {
  Exchange IDLE = new Idle();

  record Idle() implements Exchange {}

  /**
   * Sent and neither accepted nor refused yet.
   *
   * @param fingerprint of everything the client has once it accepts
   * @param sent versions of the resources in the answer, by name
   * @param removed names the answer took away
   */
  record Awaiting(String nonce, String fingerprint, Map<String, String> sent, Set<String> removed)
      implements Exchange {}
}
