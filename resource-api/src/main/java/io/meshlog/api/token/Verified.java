package io.meshlog.api.token;

/**
 * What came of checking a token.
 *
 * @param <C> its claims
 */
public sealed interface Verified<C extends TokenClaims> {

  /**
   * @param id {@code jti}, empty when it has none
   */
  record Valid<T extends TokenClaims>(T claims, String id) implements Verified<T> {}

  record Invalid<T extends TokenClaims>(String reason) implements Verified<T> {}

  /**
   * The key that its {@code kid} names is not here.
   *
   * @param mayCome whether it may be on its way, or only the database is away
   */
  record NoKey<T extends TokenClaims>(String reason, boolean mayCome) implements Verified<T> {}
}
