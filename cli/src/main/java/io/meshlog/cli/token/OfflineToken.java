package io.meshlog.cli.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signs a token with a key at hand, the way a control plane does. */
public final class OfflineToken {
  /** Clocks differ: a token is valid a little before it is made. */
  private static final Duration LEEWAY = Duration.ofSeconds(5);

  private OfflineToken() {}

  /**
   * @param keyId which of the control plane's public keys verifies it
   * @param claims capitalised; null values are written
   */
  public static String sign(
      PrivateKey key,
      String keyId,
      Map<String, ? extends @Nullable Object> claims,
      Duration validFor,
      Instant now) {
    Date start = Date.from(now.minus(LEEWAY));
    JWTClaimsSet.Builder builder = new JWTClaimsSet.Builder().serializeNullClaims(true);
    claims.forEach(builder::claim);
    builder
        .jwtID(UUID.randomUUID().toString())
        .issueTime(start)
        .notBeforeTime(start)
        .expirationTime(Date.from(now.plus(validFor)));
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).type(JOSEObjectType.JWT).build();
    SignedJWT token = new SignedJWT(header, builder.build());
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("an RSA key signs with RS256", e);
    }
    return token.serialize();
  }
}
