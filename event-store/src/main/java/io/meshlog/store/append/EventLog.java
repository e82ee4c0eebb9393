package io.meshlog.store.append;

import java.util.concurrent.CompletableFuture;

/** The one way to change state: everything else is derived from what is appended here. */
public interface EventLog {

  /**
   * Never blocks. The future completes with an outcome; it fails only when the command itself is at
   * fault (e.g. a spec that cannot be written), which is a defect of the caller.
   */
  CompletableFuture<AppendOutcome> append(AppendRequest request);
}
