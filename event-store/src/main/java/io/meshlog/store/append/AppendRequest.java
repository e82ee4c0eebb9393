package io.meshlog.store.append;

import io.meshlog.model.decide.Command;
import io.meshlog.model.event.EventMeta;
import org.jspecify.annotations.Nullable;

/** A command for the log, who gives it, and optionally what makes its retry harmless. */
public record AppendRequest(Command command, EventMeta meta, @Nullable IdempotencyKey key) {

  public static AppendRequest of(Command command, EventMeta meta) {
    return new AppendRequest(command, meta, null);
  }
}
