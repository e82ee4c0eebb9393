package io.meshlog.sync.insight;

import io.meshlog.events.envelope.Fact;
import java.util.List;
import java.util.function.Consumer;

/** The facts that this zone observes itself. */
public interface FactSource {
  /** All that are known now. */
  List<Fact> all();

  /** Tells of each change on the writer's thread. Closing the result ends it. */
  AutoCloseable subscribe(Consumer<Fact> listener);
}
