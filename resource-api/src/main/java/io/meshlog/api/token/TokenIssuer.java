package io.meshlog.api.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.meshlog.api.token.SigningKeys.SerialKey;
import io.meshlog.api.token.TokenClaims.DataplaneClaims;
import io.meshlog.api.token.TokenClaims.UserClaims;
import io.meshlog.api.token.TokenClaims.ZoneClaims;
import java.security.PrivateKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Makes tokens. Thread-safe. */
public final class TokenIssuer {
  /** Tokens are valid a little before they are made: clocks differ. */
  private static final Duration LEEWAY = Duration.ofSeconds(5);

  /** There is no key to sign with; the message is Kuma's. */
  public static final class NoSigningKey extends Exception {
    private static final long serialVersionUID = 1L;

    NoSigningKey(String message) {
      super(message);
    }
  }

  private final SigningKeys keys;
  private final Clock clock;

  public TokenIssuer(SigningKeys keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  public String dataplane(DataplaneClaims claims, Duration validFor) throws NoSigningKey {
    Map<String, List<String>> tags = new TreeMap<>();
    claims.tags().forEach((tag, values) -> tags.put(tag, new ArrayList<>(values)));
    JWTClaimsSet.Builder builder =
        new JWTClaimsSet.Builder()
            .claim("Name", claims.name())
            .claim("Mesh", claims.mesh())
            .claim("Tags", tags)
            .claim("Type", claims.type())
            .claim("Workload", claims.workload());
    return sign(KeyRing.dataplane(claims.mesh()), builder, validFor);
  }

  public String zone(ZoneClaims claims, Duration validFor) throws NoSigningKey {
    JWTClaimsSet.Builder builder =
        new JWTClaimsSet.Builder().claim("Zone", claims.zone()).claim("Scope", claims.scope());
    return sign(KeyRing.ZONE, builder, validFor);
  }

  public String user(UserClaims claims, Duration validFor) throws NoSigningKey {
    return sign(KeyRing.USER, userClaims(claims), validFor);
  }

  private static JWTClaimsSet.Builder userClaims(UserClaims claims) {
    return new JWTClaimsSet.Builder()
        .serializeNullClaims(true)
        .claim("Name", claims.name())
        .claim("Groups", claims.groups().isEmpty() ? null : claims.groups());
  }

  /** As {@link #user}, with a key that no image holds yet: for the very first start. */
  public String firstUser(UserClaims claims, Duration validFor, byte[] keyPem) {
    RsaKeyPem key = RsaKeyPem.parse(keyPem).orElseThrow();
    return sign(new SerialKey("1", key), userClaims(claims), validFor);
  }

  /** The {@code jti} of a token that was made here. */
  public static String idOf(String token) {
    try {
      return SignedJWT.parse(token).getJWTClaimsSet().getJWTID();
    } catch (ParseException e) {
      throw new IllegalArgumentException("not a token", e);
    }
  }

  private String sign(KeyRing ring, JWTClaimsSet.Builder claims, Duration validFor)
      throws NoSigningKey {
    SerialKey key = keys.newest(ring).orElseThrow(() -> new NoSigningKey(ring.missing("1")));
    if (key.key().privateKey() == null) {
      throw new NoSigningKey(ring.missing(key.serial()));
    }
    return sign(key, claims, validFor);
  }

  private String sign(SerialKey key, JWTClaimsSet.Builder claims, Duration validFor) {
    Instant now = clock.instant();
    Date start = Date.from(now.minus(LEEWAY));
    claims
        .jwtID(UUID.randomUUID().toString())
        .issueTime(start)
        .notBeforeTime(start)
        .expirationTime(Date.from(now.plus(validFor)));
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID(key.serial())
            .type(JOSEObjectType.JWT)
            .build();
    SignedJWT token = new SignedJWT(header, claims.build());
    PrivateKey privateKey = key.key().privateKey();
    if (privateKey == null) {
      throw new IllegalArgumentException("a public key signs nothing");
    }
    try {
      token.sign(new RSASSASigner(privateKey));
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot sign with key " + key.serial(), e);
    }
    return token.serialize();
  }
}
