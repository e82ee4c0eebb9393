package io.meshlog.model.decide;

import io.meshlog.model.event.MeshEvent;
import java.util.List;

/** The outcome of deciding: facts to append, or a reason to append nothing. */
public sealed interface Decision {

  /**
   * @param events in order; empty when there is nothing to do
   * @param created whether the (first) subject did not exist before
   */
  record Accepted(List<MeshEvent.OfResource> events, boolean created) implements Decision {
    public Accepted {
      events = List.copyOf(events);
    }
  }

  record Refused(Rejection rejection) implements Decision {}
}
