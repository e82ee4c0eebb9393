package io.meshlog.store.push;

/** What became of a push. */
public enum PushOutcome {
  /** Sent; the proxy has not said yet whether it takes it. */
  SENT,
  /** The proxy accepted all of it. */
  ACKED,
  /** The proxy refused some of it, and keeps what it had of that. */
  NACKED,
  /** A newer one was sent before the proxy had accepted all of it. */
  SUPERSEDED,
  /** The config was made anew and came out the same: nothing was sent. */
  UNCHANGED
}
