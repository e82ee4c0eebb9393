package io.meshlog.bench.load;

/** What a run measures beside converging, which it always does. */
public enum Mode {
  QUIET,
  ENDPOINT,
  CHURN,
  POLICY
}
