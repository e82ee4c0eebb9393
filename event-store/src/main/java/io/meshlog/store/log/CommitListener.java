package io.meshlog.store.log;

import io.meshlog.model.event.RecordedEvent;
import java.util.List;

/** Hears of this process's own commits at once; called on the committing thread, must not block. */
@FunctionalInterface
public interface CommitListener {
  void committed(List<RecordedEvent> events);
}
