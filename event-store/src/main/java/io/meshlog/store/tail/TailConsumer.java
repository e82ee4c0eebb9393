package io.meshlog.store.tail;

import io.meshlog.model.event.RecordedEvent;
import java.util.List;

/** Takes the log in order, on the tail's one thread. */
public interface TailConsumer {

  /** The next events; the first follows the last of the call before. */
  void events(List<RecordedEvent> events);

  /**
   * The database no longer holds what was delivered: it was restored from an older state. The
   * consumer builds its state anew.
   *
   * @return the position it then stands at
   */
  long rewound();
}
