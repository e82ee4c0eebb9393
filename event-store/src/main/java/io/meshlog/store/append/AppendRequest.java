package io.meshlog.store.append;

import io.meshlog.model.decide.Command;
import io.meshlog.model.event.EventMeta;
import io.meshlog.store.lease.RoleTerm;
import org.jspecify.annotations.Nullable;

/**
 * A command for the log and who gives it.
 *
 * @param key makes its retry harmless
 * @param turn the turn at a leased role in which it is given: once that is over it has no effect
 */
public record AppendRequest(
    Command command, EventMeta meta, @Nullable IdempotencyKey key, @Nullable RoleTerm turn) {

  public AppendRequest(Command command, EventMeta meta, @Nullable IdempotencyKey key) {
    this(command, meta, key, null);
  }

  public static AppendRequest of(Command command, EventMeta meta) {
    return new AppendRequest(command, meta, null, null);
  }

  /** A command of a leased role. */
  public static AppendRequest inTurn(Command command, EventMeta meta, RoleTerm turn) {
    return new AppendRequest(command, meta, null, turn);
  }

  AppendRequest with(Command other) {
    return new AppendRequest(other, meta, key, turn);
  }
}
