package io.meshlog.api.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.meshlog.api.token.TokenClaims.UserClaims;
import io.meshlog.api.token.TokenClaims.ZoneClaims;
import io.meshlog.api.token.ValidationKeys.Fixed;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which keys verify, where they come from, and what is said when there is none. */
class TokenKeysTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final byte[] KEY = RsaKeyPem.generate();
  private static final byte[] OTHER = RsaKeyPem.generate();

  private static byte[] half(byte[] key) {
    return RsaKeyPem.pem(RsaKeyPem.parse(key).orElseThrow().publicKey());
  }

  private static TokenVerifier verifier(HeldSecrets secrets, ValidationKeys fixed) {
    return new TokenVerifier(
        new SigningKeys(secrets::image, secrets, fixed, !secrets.image().self().isGlobal()),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static TokenVerifier verifier(HeldSecrets secrets) {
    return verifier(secrets, ValidationKeys.NONE);
  }

  private static String token(byte[] key, String serial) throws Exception {
    return token(key, serial, NOW.plusSeconds(60));
  }

  private static String token(byte[] key, String serial, Instant expires) throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(serial).build(),
            new JWTClaimsSet.Builder()
                .jwtID("id-1")
                .claim("Name", "joe")
                .claim("Mesh", "m")
                .claim("Zone", "z")
                .claim("Scope", List.of("ingress"))
                .expirationTime(expires == null ? null : Date.from(expires))
                .build());
    token.sign(new RSASSASigner(RsaKeyPem.parse(key).orElseThrow().privateKey()));
    return token.serialize();
  }

  private static ValidationKeys.Key fixed(String mesh, String serial, byte[] key) {
    return new ValidationKeys.Key(mesh, serial, RsaKeyPem.parse(half(key)).orElseThrow());
  }

  // --- keys of the settings

  @Test
  void takesTheKeysOfTheSettingsBeforeThoseInSecrets() throws Exception {
    Fixed keys = new Fixed(true, List.of(fixed("", "1", KEY)));
    HeldSecrets secrets =
        new HeldSecrets()
            .put(CoreTypes.GLOBAL_SECRET, "", "user-token-signing-key-1", OTHER)
            .put(CoreTypes.GLOBAL_SECRET, "", "user-token-signing-key-2", OTHER);
    TokenVerifier verifier = verifier(secrets, new ValidationKeys(keys, Fixed.NONE, Fixed.NONE));
    assertThat(verifier.user(token(KEY, "1"))).isInstanceOf(Verified.Valid.class);
    assertThat(verifier.user(token(OTHER, "1")))
        .isEqualTo(new Verified.Invalid<>("token signature is invalid"));
    assertThat(verifier.user(token(OTHER, "2"))).isInstanceOf(Verified.Valid.class);
  }

  @Test
  void doesWithoutSecretsWhenTheSettingsSaySo() throws Exception {
    Fixed keys = new Fixed(false, List.of(fixed("m", "1", KEY)));
    HeldSecrets secrets =
        new HeldSecrets().put(CoreTypes.SECRET, "m", "dataplane-token-signing-key-m-2", OTHER);
    TokenVerifier verifier = verifier(secrets, new ValidationKeys(Fixed.NONE, Fixed.NONE, keys));
    assertThat(verifier.dataplane(token(KEY, "1"), "m")).isInstanceOf(Verified.Valid.class);
    assertThat(verifier.dataplane(token(KEY, "1"), "m2"))
        .as("a key of the settings is one mesh's")
        .isInstanceOf(Verified.NoKey.class);
    assertThat(verifier.dataplane(token(OTHER, "2"), "m"))
        .isEqualTo(
            new Verified.NoKey<>(
                "there is no signing key with KID 2 among the keys of the settings", false));
    secrets.put(
        CoreTypes.SECRET,
        "m",
        "dataplane-token-revocations-m",
        "id-1".getBytes(StandardCharsets.UTF_8));
    assertThat(verifier.dataplane(token(KEY, "1"), "m"))
        .as("also a token that was made offline can be revoked")
        .isEqualTo(new Verified.Invalid<>("token is revoked"));
  }

  // --- a zone of a federation

  @Test
  void aZoneVerifiesWithGlobalsPublicKeyAndWithItsOwnKeyOfTheSameNumber() throws Exception {
    HeldSecrets zone =
        new HeldSecrets(Origin.zone("z"))
            .put(CoreTypes.GLOBAL_SECRET, "", "zone-token-signing-key-1", OTHER)
            .put(
                CoreTypes.GLOBAL_SECRET,
                "",
                Origin.GLOBAL,
                "zone-token-signing-public-key-1",
                half(KEY));
    assertThat(verifier(zone).zone(token(KEY, "1"))).isInstanceOf(Verified.Valid.class);
    assertThat(verifier(zone).zone(token(OTHER, "1"))).isInstanceOf(Verified.Valid.class);
    assertThat(verifier(zone).zone(token(RsaKeyPem.generate(), "1")))
        .isEqualTo(new Verified.Invalid<>("token signature is invalid"));
    assertThat(verifier(zone).zone(token(KEY, "2")))
        .isEqualTo(
            new Verified.NoKey<>(
                "there is no signing key with KID 2. GlobalSecret of name"
                    + " \"zone-token-signing-public-key-2\" is not found. If signing key was"
                    + " rotated, regenerate the token",
                false));
    String made =
        new TokenIssuer(
                new SigningKeys(zone::image, zone, ValidationKeys.NONE, true),
                Clock.fixed(NOW, ZoneOffset.UTC))
            .zone(new ZoneClaims("z", List.of("egress")), java.time.Duration.ofHours(1));
    assertThat(verifier(zone).zone(made)).as("made here").isInstanceOf(Verified.Valid.class);
  }

  @Test
  void aZoneThatHasJustJoinedCannotTellYet() throws Exception {
    HeldSecrets zone =
        new HeldSecrets(Origin.zone("z"))
            .put(CoreTypes.GLOBAL_SECRET, "", "zone-token-signing-key-1", OTHER);
    assertThat(verifier(zone).zone(token(KEY, "1")))
        .isInstanceOfSatisfying(
            Verified.NoKey.class, later -> assertThat(later.mayCome()).isTrue());
    assertThat(verifier(zone).dataplane(token(KEY, "1"), "m"))
        .isInstanceOfSatisfying(
            Verified.NoKey.class, later -> assertThat(later.mayCome()).isTrue());
    zone.putClosed(CoreTypes.SECRET, "m", "dataplane-token-signing-key-m-1");
    assertThat(verifier(zone).dataplane(token(KEY, "1"), "m"))
        .as("its data key is on its way")
        .isInstanceOfSatisfying(
            Verified.NoKey.class, later -> assertThat(later.mayCome()).isTrue());
    zone.put(CoreTypes.SECRET, "m", "dataplane-token-signing-key-m-2", KEY);
    assertThat(verifier(zone).dataplane(token(KEY, "3"), "m"))
        .as("it was rotated away")
        .isInstanceOfSatisfying(Verified.NoKey.class, gone -> assertThat(gone.mayCome()).isFalse());
  }

  /** At Global and in the zone, as a Secret of the mesh and as a GlobalSecret: all count. */
  @ParameterizedTest
  @CsvSource({"global, Secret", "global, GlobalSecret", "z, Secret", "z, GlobalSecret"})
  void aZoneKnowsTokensThatWereRevokedAnywhere(String where, String type) throws Exception {
    Origin origin = where.equals("global") ? Origin.GLOBAL : Origin.zone(where);
    Origin other = where.equals("global") ? Origin.zone("z") : Origin.GLOBAL;
    byte[] list = "x, id-1 ,y\n".getBytes(StandardCharsets.UTF_8);
    byte[] another = "z".getBytes(StandardCharsets.UTF_8);
    var secret = type.equals("Secret") ? CoreTypes.SECRET : CoreTypes.GLOBAL_SECRET;
    HeldSecrets zone =
        new HeldSecrets(Origin.zone("z"))
            .put(CoreTypes.SECRET, "m", Origin.GLOBAL, "dataplane-token-signing-key-m-1", KEY)
            .put(secret, "m", other, "dataplane-token-revocations-m", another)
            .put(secret, "m", origin, "dataplane-token-revocations-m", list);
    assertThat(verifier(zone).dataplane(token(KEY, "1"), "m"))
        .isEqualTo(new Verified.Invalid<>("token is revoked"));
  }

  @Test
  void aListThatCannotBeOpenedLetsNobodyIn() throws Exception {
    HeldSecrets secrets =
        new HeldSecrets()
            .put(CoreTypes.GLOBAL_SECRET, "", "zone-token-signing-key-1", KEY)
            .putClosed(CoreTypes.GLOBAL_SECRET, "", "zone-token-revocations");
    assertThat(verifier(secrets).zone(token(KEY, "1")))
        .isEqualTo(
            new Verified.NoKey<>(
                "the list of revoked tokens zone-token-revocations cannot be opened", true));
  }

  // --- key ids

  @ParameterizedTest
  @CsvSource({
    "0,  user-token-signing-key,    true",
    "1,  user-token-signing-key-1,  true",
    "1,  user-token-signing-key-01, false",
    "12, user-token-signing-key-12, true",
    "1,  user-token-signing-key,    false",
  })
  void findsAKeyByItsNumber(String serial, String name, boolean found) throws Exception {
    HeldSecrets secrets = new HeldSecrets().put(CoreTypes.GLOBAL_SECRET, "", name, KEY);
    assertThat(verifier(secrets).user(token(KEY, serial)) instanceof Verified.Valid)
        .isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource({
    "{\"alg\":\"none\"}, Invalid JWS header",
    "{\"alg\":\"RS512\";\"kid\":\"1\"}, unsupported token algorithm RS512",
    "{\"alg\":\"RS256\"}, token has no key id",
    "{\"alg\":\"RS256\";\"kid\":1}, could not parse token",
  })
  void refusesOddHeaders(String header, String why) {
    var encoder = java.util.Base64.getUrlEncoder().withoutPadding();
    String token =
        encoder.encodeToString(header.replace(';', ',').getBytes(StandardCharsets.UTF_8))
            + '.'
            + encoder.encodeToString("{}".getBytes(StandardCharsets.UTF_8))
            + ".AAAA";
    HeldSecrets secrets =
        new HeldSecrets().put(CoreTypes.GLOBAL_SECRET, "", "user-token-signing-key-1", KEY);
    assertThat(verifier(secrets).user(token))
        .isInstanceOfSatisfying(
            Verified.Invalid.class, refused -> assertThat(refused.reason()).contains(why));
  }

  @Test
  void asksForAnEndOfEachToken() throws Exception {
    HeldSecrets secrets =
        new HeldSecrets().put(CoreTypes.GLOBAL_SECRET, "", "user-token-signing-key-1", KEY);
    assertThat(verifier(secrets).user(token(KEY, "1", null)))
        .isEqualTo(new Verified.Invalid<>("token has no expiration time"));
  }

  @Test
  void issuesWithWhatIsInSecretsOnly() {
    HeldSecrets secrets =
        new HeldSecrets().put(CoreTypes.GLOBAL_SECRET, "", "user-token-signing-key-3", half(KEY));
    TokenIssuer issuer =
        new TokenIssuer(
            new SigningKeys(secrets::image, secrets, ValidationKeys.NONE, false),
            Clock.fixed(NOW, ZoneOffset.UTC));
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> issuer.user(new UserClaims("j", List.of()), java.time.Duration.ofHours(1)))
        .hasMessageContaining("there is no signing key with KID 3");
  }

  // --- what changes whose tokens

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "Secret,       m, dataplane-token-signing-key-m-1,   DATAPLANE m",
        "Secret,       m, dataplane-token-revocations-m,     DATAPLANE m",
        "Secret,       m, dataplane-token-signing-key-n-1,   -",
        "Secret,       m, m.ca-builtin-cert-ca-1,            -",
        "GlobalSecret, -, dataplane-token-revocations-m,     DATAPLANE m",
        "GlobalSecret, -, zone-token-signing-key-2,          ZONE",
        "GlobalSecret, -, zone-token-signing-public-key-2,   ZONE",
        "GlobalSecret, -, zone-token-revocations,            ZONE",
        "GlobalSecret, -, user-token-signing-key-1,          USER",
        "GlobalSecret, -, user-token-revocations,            USER",
        "GlobalSecret, -, envoy-admin-ca,                    -",
        "MeshTimeout,  m, dataplane-token-revocations-m,     -",
      })
  void knowsWhoseTokensAChangeConcerns(String type, String mesh, String name, String ring) {
    ResourceKey key = new ResourceKey(type, mesh == null ? "" : mesh, Origin.GLOBAL, name);
    assertThat(KeyRing.changedBy(key).map(r -> (r.kind() + " " + r.mesh()).strip()).orElse(null))
        .isEqualTo(ring);
  }
}
