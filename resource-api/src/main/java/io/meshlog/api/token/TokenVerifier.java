package io.meshlog.api.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.meshlog.api.error.ProblemException;
import io.meshlog.api.token.SigningKeys.Revocations;
import io.meshlog.api.token.TokenClaims.DataplaneClaims;
import io.meshlog.api.token.TokenClaims.UserClaims;
import io.meshlog.api.token.TokenClaims.ZoneClaims;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks tokens: signature by the key its {@code kid} names, times, revocation. Only RS256: a token
 * that claims another algorithm is never tried against an RSA key's bytes. Thread-safe.
 */
public final class TokenVerifier {
  private static final int MOST_REMEMBERED = 10_000;

  private final SigningKeys keys;
  private final Clock clock;
  private final GoodSignatures good = new GoodSignatures(MOST_REMEMBERED);

  public TokenVerifier(SigningKeys keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * @param mesh that the proxy claims: its keys count, not those of the token's
   */
  public Verified<DataplaneClaims> dataplane(String token, String mesh) {
    return verify(
        KeyRing.dataplane(mesh),
        token,
        claims ->
            new DataplaneClaims(
                text(claims, "Name"),
                text(claims, "Mesh"),
                tags(claims),
                text(claims, "Type"),
                text(claims, "Workload")));
  }

  public Verified<ZoneClaims> zone(String token) {
    return verify(
        KeyRing.ZONE,
        token,
        claims -> new ZoneClaims(text(claims, "Zone"), texts(claims, "Scope")));
  }

  public Verified<UserClaims> user(String token) {
    return verify(
        KeyRing.USER,
        token,
        claims -> new UserClaims(text(claims, "Name"), texts(claims, "Groups")));
  }

  private interface Reading<C extends TokenClaims> {
    C of(JWTClaimsSet claims) throws ParseException;
  }

  private <C extends TokenClaims> Verified<C> verify(
      KeyRing ring, String token, Reading<C> reading) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      String serial = jwt.getHeader().getKeyID();
      if (!JWSAlgorithm.RS256.equals(jwt.getHeader().getAlgorithm())) {
        return new Verified.Invalid<>(
            "unsupported token algorithm " + jwt.getHeader().getAlgorithm());
      }
      if (serial == null) {
        return new Verified.Invalid<>("token has no key id");
      }
      List<RsaKeyPem> candidates = keys.verifying(ring, serial);
      if (candidates.stream().noneMatch(key -> good.has(token, key, () -> signed(jwt, key)))) {
        boolean mayCome = keys.mayCome(ring, serial);
        return candidates.isEmpty() || mayCome
            ? new Verified.NoKey<>(keys.missing(ring, serial), mayCome)
            : new Verified.Invalid<>("token signature is invalid");
      }
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      Optional<String> fault = timeFault(claims);
      if (fault.isPresent()) {
        return new Verified.Invalid<>(fault.get());
      }
      String id = Objects.requireNonNullElse(claims.getJWTID(), "");
      return switch (keys.revoked(ring)) {
        case Revocations.Closed(String list) ->
            new Verified.NoKey<>("the list of revoked tokens " + list + " cannot be opened", true);
        case Revocations.Ids(var ids) when ids.contains(id) ->
            new Verified.Invalid<>("token is revoked");
        case Revocations.Ids _ -> new Verified.Valid<>(reading.of(claims), id);
      };
    } catch (ProblemException e) {
      return new Verified.NoKey<>(e.problem().detail(), true);
    } catch (ParseException | IllegalArgumentException e) {
      return new Verified.Invalid<>("could not parse token: " + e.getMessage());
    }
  }

  private static boolean signed(SignedJWT jwt, RsaKeyPem key) {
    try {
      return jwt.verify(new RSASSAVerifier(key.publicKey()));
    } catch (JOSEException e) {
      return false;
    }
  }

  private Optional<String> timeFault(JWTClaimsSet claims) {
    Instant now = clock.instant();
    Date expires = claims.getExpirationTime();
    Date starts = claims.getNotBeforeTime();
    if (expires == null) {
      return Optional.of("token has no expiration time");
    }
    if (!now.isBefore(expires.toInstant())) {
      return Optional.of("token is expired");
    }
    return starts != null && now.isBefore(starts.toInstant())
        ? Optional.of("token is not valid yet")
        : Optional.empty();
  }

  private static String text(JWTClaimsSet claims, String name) throws ParseException {
    return Objects.requireNonNullElse(claims.getStringClaim(name), "");
  }

  private static List<String> texts(JWTClaimsSet claims, String name) throws ParseException {
    @Nullable List<String> values = claims.getStringListClaim(name);
    return values == null ? List.of() : values;
  }

  private static Map<String, SortedSet<String>> tags(JWTClaimsSet claims) throws ParseException {
    Map<String, Object> raw = claims.getJSONObjectClaim("Tags");
    Map<String, SortedSet<String>> tags = new TreeMap<>();
    if (raw == null) {
      return tags;
    }
    for (Map.Entry<String, Object> tag : raw.entrySet()) {
      if (!(tag.getValue() instanceof List<?> values)) {
        throw new ParseException("the claim Tags is not a map of lists", 0);
      }
      SortedSet<String> texts = new TreeSet<>();
      values.forEach(value -> texts.add(String.valueOf(value)));
      tags.put(tag.getKey(), texts);
    }
    return tags;
  }
}
