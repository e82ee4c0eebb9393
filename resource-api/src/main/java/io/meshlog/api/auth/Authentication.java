package io.meshlog.api.auth;

import io.meshlog.api.error.Problem;
import io.meshlog.api.token.TokenClaims.UserClaims;
import io.meshlog.api.token.TokenVerifier;
import io.meshlog.api.token.Verified;
import java.net.InetAddress;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds out who makes a request: localhost is admin, then the token, else nobody in particular. */
public final class Authentication {
  private static final String BEARER = "Bearer ";

  private final boolean localhostIsAdmin;
  private final TokenVerifier tokens;

  public Authentication(boolean localhostIsAdmin, TokenVerifier tokens) {
    this.localhostIsAdmin = localhostIsAdmin;
    this.tokens = tokens;
  }

  /**
   * @param path of the request; the root and the GUI ask for no token
   * @throws io.meshlog.api.error.ProblemException 401 when a token is given that is not valid
   */
  public ApiUser userOf(InetAddress peer, String path, Function<String, @Nullable String> header) {
    if (localhostIsAdmin && LocalhostRule.holds(peer, header)) {
      return ApiUser.ADMIN;
    }
    String authorization = header.apply("Authorization");
    boolean open = path.equals("/") || path.startsWith("/gui");
    if (open || authorization == null || !authorization.startsWith(BEARER)) {
      return ApiUser.ANONYMOUS;
    }
    return switch (tokens.user(authorization.substring(BEARER.length()))) {
      case Verified.Valid<UserClaims>(UserClaims claims, String id) ->
          ApiUser.authenticated(claims.name(), claims.groups(), id);
      case Verified.Invalid<UserClaims> _, Verified.NoKey<UserClaims> _ ->
          throw Problem.of(401, "Invalid authentication data", "Unauthenticated").raise();
    };
  }
}
