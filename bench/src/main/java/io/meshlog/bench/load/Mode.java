package io.meshlog.bench.load;

/** What a run measures beside converging, which it always does. */
public enum Mode {
  /** First of all, what the driver can do by itself. */
  DRIVER,
  QUIET,
  ENDPOINT,
  UNRELATED,
  CHURN,
  POLICY,
  /** All of it once more on a server that only sends the same bytes. */
  FLOOR
}
