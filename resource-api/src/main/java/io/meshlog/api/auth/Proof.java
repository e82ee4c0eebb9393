package io.meshlog.api.auth;

import io.meshlog.api.token.TokenVerifier;
import java.time.Clock;

/** What users show for themselves when they are not on this machine. */
public sealed interface Proof {
  /** {@code Authorization: Bearer <user token>}. */
  record Tokens(TokenVerifier verifier) implements Proof {}

  /** A client certificate that the TLS port trusts: it is an admin's. */
  record AdminCertificates(Clock clock) implements Proof {}
}
