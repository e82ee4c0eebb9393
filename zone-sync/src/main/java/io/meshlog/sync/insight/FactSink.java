package io.meshlog.sync.insight;

import io.meshlog.events.envelope.Fact;

/** Where facts of other members are kept. */
@FunctionalInterface
public interface FactSink {
  /** Stores it, or forgets it when it has no body. Blocks until that is done. */
  void accept(Fact fact);
}
