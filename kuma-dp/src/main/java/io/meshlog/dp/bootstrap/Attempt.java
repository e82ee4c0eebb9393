package io.meshlog.dp.bootstrap;

/** How one attempt to fetch the bootstrap ended. */
public sealed interface Attempt {
  /** The control plane answered with Envoy's bootstrap. */
  record Fetched(Bootstrap bootstrap) implements Attempt {}

  /** Not yet: worth another attempt after the backoff. */
  record Later(String reason) implements Attempt {}

  /** The control plane refused; asking again would give the same answer. */
  record Refused(String reason) implements Attempt {}
}
