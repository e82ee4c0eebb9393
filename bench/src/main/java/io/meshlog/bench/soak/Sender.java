package io.meshlog.bench.soak;

import io.meshlog.bench.soak.Wire.Outcome;

/** Sends a write to its control plane and says what is known of its outcome. */
@FunctionalInterface
interface Sender {
  Outcome send(Write write) throws InterruptedException;
}
