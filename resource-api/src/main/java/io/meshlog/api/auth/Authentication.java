package io.meshlog.api.auth;

import io.meshlog.api.error.Problem;
import io.meshlog.api.token.TokenClaims.UserClaims;
import io.meshlog.api.token.TokenVerifier;
import io.meshlog.api.token.Verified;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who makes a request and what they may do: localhost is admin, then what they show, else
 * they are nobody in particular.
 */
public final class Authentication {
  private static final String BEARER = "Bearer ";
  private static final int RETRY_AFTER_SECONDS = 5;

  private final boolean localhostIsAdmin;
  private final Proof proof;
  private final AccessRules rules;

  public Authentication(boolean localhostIsAdmin, Proof proof, AccessRules rules) {
    this.localhostIsAdmin = localhostIsAdmin;
    this.proof = proof;
    this.rules = rules;
  }

  /**
   * @throws io.meshlog.api.error.ProblemException 401 when what is shown is not valid
   */
  public ApiUser userOf(Presented presented) {
    return rules.grant(identity(presented));
  }

  private ApiUser identity(Presented presented) {
    if (localhostIsAdmin && LocalhostRule.holds(presented.peer(), presented.header())) {
      return ApiUser.ADMIN;
    }
    if (presented.open()) {
      return ApiUser.ANONYMOUS;
    }
    return switch (proof) {
      case Proof.Tokens(TokenVerifier verifier) ->
          ofToken(verifier, presented.header().apply("Authorization"));
      case Proof.AdminCertificates(Clock clock) -> ofCertificate(clock, presented.certificate());
    };
  }

  private static ApiUser ofToken(TokenVerifier tokens, @Nullable String authorization) {
    if (authorization == null || !authorization.startsWith(BEARER)) {
      return ApiUser.ANONYMOUS;
    }
    return switch (tokens.user(authorization.substring(BEARER.length()))) {
      case Verified.Valid<UserClaims>(UserClaims claims, String id) ->
          ApiUser.authenticated(claims.name(), claims.groups(), id);
      case Verified.NoKey<UserClaims>(String why, boolean mayCome) when mayCome ->
          throw Problem.unavailable(why, RETRY_AFTER_SECONDS).raise();
      case Verified.Invalid<UserClaims> _, Verified.NoKey<UserClaims> _ -> throw unauthenticated();
    };
  }

  /** The handshake trusts what is in the folder, also after its time: this does not. */
  private static ApiUser ofCertificate(Clock clock, @Nullable X509Certificate certificate) {
    if (certificate == null) {
      return ApiUser.ANONYMOUS;
    }
    try {
      certificate.checkValidity(Date.from(clock.instant()));
    } catch (CertificateException e) {
      throw unauthenticated();
    }
    return ApiUser.ADMIN;
  }

  private static RuntimeException unauthenticated() {
    return Problem.of(401, "Invalid authentication data", "Unauthenticated").raise();
  }
}
