package io.meshlog.sync.insight;

import io.meshlog.events.envelope.Fact;
import io.meshlog.store.lease.RoleTerm;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where facts of other members are kept. All calls block until it is done. */
public interface FactSink {
  /** A fact, and when it was stored. */
  record Stored(Fact fact, Instant at) {}

  /** Stores it, or forgets it when it has no body; without effect once the turn is over. */
  void accept(Fact fact, RoleTerm turn);

  Optional<Stored> find(String type, String mesh, String name, String zone);

  /** All of a type. */
  List<Stored> all(String type);
}
