package io.meshlog.api.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.meshlog.api.token.TokenClaims.DataplaneClaims;
import io.meshlog.api.token.TokenClaims.UserClaims;
import io.meshlog.api.token.TokenClaims.ZoneClaims;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.types.PluginTypes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** rest-and-dataplane-protocol.md 6. */
class TokensTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final byte[] KEY = RsaKeyPem.generate();
  private static final byte[] OTHER_KEY = RsaKeyPem.generate();

  private static HeldSecrets secrets() {
    return new HeldSecrets()
        .put(CoreTypes.GLOBAL_SECRET, "", "user-token-signing-key-1", KEY)
        .put(CoreTypes.GLOBAL_SECRET, "", "zone-token-signing-key-1", KEY)
        .put(CoreTypes.SECRET, "m", "dataplane-token-signing-key-m-1", KEY)
        .put(CoreTypes.SECRET, "m2", "dataplane-token-signing-key-m2-1", OTHER_KEY);
  }

  private static SigningKeys keys(HeldSecrets secrets) {
    return new SigningKeys(secrets::image, secrets, ValidationKeys.NONE, false);
  }

  private static TokenIssuer issuer(HeldSecrets secrets) {
    return new TokenIssuer(keys(secrets), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static TokenVerifier verifier(HeldSecrets secrets, Instant now) {
    return new TokenVerifier(keys(secrets), Clock.fixed(now, ZoneOffset.UTC));
  }

  private static Clock settable(AtomicReference<Instant> now) {
    InstantSource source = now::get;
    return source.withZone(ZoneOffset.UTC);
  }

  private static JsonNode part(String token, int index) {
    byte[] json = Base64.getUrlDecoder().decode(token.split("\\.")[index]);
    return SpecJson.parse(new String(json, StandardCharsets.UTF_8));
  }

  private static DataplaneClaims claims(String name, String mesh) {
    return new DataplaneClaims(
        name, mesh, Map.of("kuma.io/service", new TreeSet<>(List.of("web", "api"))), "", "");
  }

  @Test
  void writesTheHeaderAndTheCapitalisedClaimsOfKuma() throws Exception {
    String token = issuer(secrets()).dataplane(claims("dp-1", "m"), Duration.ofHours(1));
    assertThat(part(token, 0))
        .isEqualTo(SpecJson.parse("{\"kid\":\"1\",\"typ\":\"JWT\",\"alg\":\"RS256\"}"));
    JsonNode claims = part(token, 1);
    assertThat(claims.propertyNames())
        .containsExactlyInAnyOrder(
            "Name", "Mesh", "Tags", "Type", "Workload", "jti", "iat", "nbf", "exp");
    assertThat(claims.path("Tags").toString()).isEqualTo("{\"kuma.io/service\":[\"api\",\"web\"]}");
    assertThat(claims.path("nbf").asLong()).isEqualTo(NOW.getEpochSecond() - 5);
    assertThat(claims.path("exp").asLong()).isEqualTo(NOW.getEpochSecond() + 3600);
    JsonNode user =
        part(issuer(secrets()).user(new UserClaims("john", List.of()), Duration.ofHours(1)), 1);
    assertThat(user.has("Groups")).isTrue();
    assertThat(user.path("Groups").isNull()).isTrue();
  }

  @Test
  void readsBackWhatItIssued() throws Exception {
    HeldSecrets secrets = secrets();
    String token = issuer(secrets).dataplane(claims("dp-1", "m"), Duration.ofHours(1));
    assertThat(verifier(secrets, NOW).dataplane(token, "m"))
        .isInstanceOfSatisfying(
            Verified.Valid.class,
            valid -> assertThat(valid.claims()).isEqualTo(claims("dp-1", "m")));
    String zone =
        issuer(secrets).zone(new ZoneClaims("z", List.of("ingress")), Duration.ofHours(1));
    assertThat(verifier(secrets, NOW).zone(zone))
        .isInstanceOfSatisfying(
            Verified.Valid.class,
            valid -> assertThat(valid.claims()).isEqualTo(new ZoneClaims("z", List.of("ingress"))));
  }

  @Test
  void takesTheKeysOfTheMeshTheProxyClaims() throws Exception {
    HeldSecrets secrets = secrets();
    String token = issuer(secrets).dataplane(claims("dp-1", "m"), Duration.ofHours(1));
    assertThat(verifier(secrets, NOW).dataplane(token, "m2"))
        .isEqualTo(new Verified.Invalid<>("token signature is invalid"));
    assertThat(verifier(secrets, NOW).dataplane(token, "m3"))
        .isEqualTo(
            new Verified.NoKey<>(
                "there is no signing key with KID 1. Secret of name"
                    + " \"dataplane-token-signing-key-m3-1\" in mesh \"m3\" is not found. If signing"
                    + " key was rotated, regenerate the token",
                false));
  }

  @Test
  void knowsWhenATokenIsExpiredOrTooYoung() throws Exception {
    HeldSecrets secrets = secrets();
    String token = issuer(secrets).user(new UserClaims("john", List.of()), Duration.ofHours(1));
    assertThat(verifier(secrets, NOW.plusSeconds(3599)).user(token))
        .isInstanceOf(Verified.Valid.class);
    assertThat(verifier(secrets, NOW.plusSeconds(3600)).user(token))
        .isEqualTo(new Verified.Invalid<>("token is expired"));
    assertThat(verifier(secrets, NOW.minusSeconds(6)).user(token))
        .isEqualTo(new Verified.Invalid<>("token is not valid yet"));
  }

  @Test
  void knowsRevokedTokensFromBothPlacesAUserPutsThem() throws Exception {
    HeldSecrets secrets = secrets();
    String token = issuer(secrets).dataplane(claims("dp-1", "m"), Duration.ofHours(1));
    byte[] list =
        ("other," + part(token, 1).path("jti").asString() + "\n").getBytes(StandardCharsets.UTF_8);
    assertThat(verifier(secrets, NOW).dataplane(token, "m")).isInstanceOf(Verified.Valid.class);
    secrets.put(CoreTypes.SECRET, "m2", "dataplane-token-revocations-m", list);
    secrets.put(CoreTypes.GLOBAL_SECRET, "", "dataplane-token-revocations-m2", list);
    assertThat(verifier(secrets, NOW).dataplane(token, "m")).isInstanceOf(Verified.Valid.class);
    for (ResourceType<SecretSpec> type : List.of(CoreTypes.SECRET, CoreTypes.GLOBAL_SECRET)) {
      HeldSecrets more = secrets().put(type, "m", "dataplane-token-revocations-m", list);
      assertThat(verifier(more, NOW).dataplane(token, "m"))
          .as(type.name())
          .isEqualTo(new Verified.Invalid<>("token is revoked"));
    }
  }

  @Test
  void whatItVerifiedOnceIsJudgedAnewInAllElse() throws Exception {
    HeldSecrets secrets = secrets();
    String token = issuer(secrets).dataplane(claims("dp-1", "m"), Duration.ofHours(1));
    AtomicReference<HeldSecrets> held = new AtomicReference<>(secrets);
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    TokenVerifier verifier =
        new TokenVerifier(
            new SigningKeys(() -> held.get().image(), secrets, ValidationKeys.NONE, false),
            settable(now));
    assertThat(verifier.dataplane(token, "m")).isInstanceOf(Verified.Valid.class);

    byte[] list = part(token, 1).path("jti").asString().getBytes(StandardCharsets.UTF_8);
    held.set(secrets().put(CoreTypes.SECRET, "m", "dataplane-token-revocations-m", list));
    assertThat(verifier.dataplane(token, "m"))
        .isEqualTo(new Verified.Invalid<>("token is revoked"));

    held.set(new HeldSecrets().put(CoreTypes.SECRET, "m", "dataplane-token-signing-key-m-2", KEY));
    assertThat(verifier.dataplane(token, "m")).isInstanceOf(Verified.NoKey.class);

    held.set(secrets());
    assertThat(verifier.dataplane(token, "m")).isInstanceOf(Verified.Valid.class);
    assertThat(verifier.dataplane(token, "m2"))
        .isEqualTo(new Verified.Invalid<>("token signature is invalid"));
    now.set(NOW.plus(Duration.ofHours(1)));
    assertThat(verifier.dataplane(token, "m"))
        .isEqualTo(new Verified.Invalid<>("token is expired"));
  }

  @Test
  void signsWithTheNewestKeyAndVerifiesWithTheNamedOne() throws Exception {
    HeldSecrets secrets = secrets();
    String old = issuer(secrets).user(new UserClaims("john", List.of()), Duration.ofHours(1));
    secrets.put(CoreTypes.GLOBAL_SECRET, "", "user-token-signing-key-10", OTHER_KEY);
    secrets.put(CoreTypes.GLOBAL_SECRET, "", "user-token-signing-key-9", OTHER_KEY);
    String fresh = issuer(secrets).user(new UserClaims("john", List.of()), Duration.ofHours(1));
    assertThat(part(fresh, 0).path("kid").asString()).isEqualTo("10");
    assertThat(verifier(secrets, NOW).user(old)).isInstanceOf(Verified.Valid.class);
    assertThat(verifier(secrets, NOW).user(fresh)).isInstanceOf(Verified.Valid.class);
  }

  @Test
  void neverTriesAnotherAlgorithmAgainstAKey() throws Exception {
    SignedJWT forged =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("1").build(),
            new JWTClaimsSet.Builder().claim("Name", "mesh-system:admin").build());
    forged.sign(new MACSigner(KEY));
    assertThat(verifier(secrets(), NOW).user(forged.serialize()))
        .isEqualTo(new Verified.Invalid<>("unsupported token algorithm HS256"));
  }

  @ParameterizedTest
  @CsvSource({"''", "nonsense", "a.b.c", "e30.e30.e30"})
  void refusesWhatIsNoToken(String token) {
    assertThat(verifier(secrets(), NOW).user(token)).isInstanceOf(Verified.Invalid.class);
  }

  @Test
  void namesTheKeyItLacks() {
    assertThatThrownBy(() ->
            issuer(new HeldSecrets()).user(new UserClaims("j", List.of()), Duration.ofHours(1)))
        .hasMessage(
            "there is no signing key with KID 1. GlobalSecret of name \"user-token-signing-key-1\""
                + " is not found. If signing key was rotated, regenerate the token");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|dp-1||",
        "{'Name':'dp-2'}|dp-1||proxy name from requestor: dp-1 is different than in token: dp-2",
        "{'Tags':{'kuma.io/service':['web']}}|dp-1||",
        "{'Tags':{'kuma.io/service':['db']}}|dp-1||dataplane contains tag \"kuma.io/service\" with value \"web\" which is not allowed with this token. Allowed values in token are [\"db\"]",
        "{'Tags':{'team':['a']}}|dp-1||dataplane has no tag \"team\" required by the token",
        "{'Workload':'w'}|dp-1||dataplane has no workload label required by the token",
        "{'Workload':'w'}|dp-1|w|",
        "{'Workload':'w'}|dp-1|v|dataplane workload \"v\" is not allowed with this token. Allowed workload in token is \"w\"",
        "{'Type':'ingress'}|dp-1||",
      })
  void bindsAProxyToWhatItsTokenSays(String token, String name, String workload, String fault) {
    JsonNode said = SpecJson.parse(token.replace('\'', '"'));
    Map<String, java.util.SortedSet<String>> tags = new java.util.TreeMap<>();
    said.path("Tags")
        .properties()
        .forEach(tag -> {
          TreeSet<String> values = new TreeSet<>();
          tag.getValue().forEach(value -> values.add(value.asString()));
          tags.put(tag.getKey(), values);
        });
    DataplaneClaims claims =
        new DataplaneClaims(
            said.path("Name").asString(""),
            said.path("Mesh").asString(""),
            tags,
            said.path("Type").asString(""),
            said.path("Workload").asString(""));
    var spec =
        SpecJson.read(
            CoreTypes.DATAPLANE,
            "{\"networking\":{\"inbound\":[{\"port\":1,\"tags\":{\"kuma.io/service\":\"web\"}}]}}");
    Labels labels = workload == null ? Labels.EMPTY : Labels.of("kuma.io/workload", workload);
    assertThat(TokenBinding.fault(claims, "m", name, labels, spec, Stream.of()).orElse(null))
        .isEqualTo(fault);
  }

  /** Where the label makes the identity, a token that does not say it is not enough. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "w|-|{'selector':{'dataplane':{}}}|it requires a workload-bound token",
        "w|w|{'selector':{'dataplane':{}}}|-",
        "-|-|{'selector':{'dataplane':{}}}|-",
        "w|-|{'selector':{'dataplane':{'matchLabels':{'team':'a'}}}}|-",
        "w|-|{'selector':{'dataplane':{'matchLabels':{'kuma.io/workload':'w'}}}}|it requires a workload-bound token",
        "w|-|{'selector':{'dataplane':{}},'spiffeID':{'path':'/ns/x'}}|-",
        "w|-|{'selector':{'dataplane':{}},'spiffeID':{'path':'/w/{{ label `kuma.io/workload` }}'}}|it requires a workload-bound token",
        "w|-|{}|-",
      })
  void asksForAWorkloadWhereItMakesTheIdentity(
      String label, String claimed, String identity, String fault) {
    var spec =
        SpecJson.read(
            CoreTypes.DATAPLANE,
            "{\"networking\":{\"inbound\":[{\"port\":1,\"tags\":{\"kuma.io/service\":\"web\"}}]}}");
    DataplaneClaims claims =
        new DataplaneClaims("", "m", Map.of(), "", claimed == null ? "" : claimed);
    Labels labels = label == null ? Labels.EMPTY : Labels.of("kuma.io/workload", label);
    var identities =
        Stream.of(SpecJson.read(PluginTypes.MESH_IDENTITY, identity.replace('\'', '"')));
    String found = TokenBinding.fault(claims, "m", "dp-1", labels, spec, identities).orElse(null);
    if (fault == null) {
      assertThat(found).isNull();
    } else {
      assertThat(found)
          .startsWith("dataplane with \"kuma.io/workload\" label \"w\"")
          .endsWith(fault);
    }
  }

  @Test
  void readsKeysInTheFormsUsersHave() throws Exception {
    RsaKeyPem key = RsaKeyPem.parse(KEY).orElseThrow();
    assertThat(new String(KEY, StandardCharsets.US_ASCII)).startsWith("-----BEGIN RSA PRIVATE KEY");
    byte[] pkcs1 =
        org.bouncycastle.asn1.pkcs.PrivateKeyInfo.getInstance(key.privateKey().getEncoded())
            .parsePrivateKey()
            .toASN1Primitive()
            .getEncoded();
    assertThat(RsaKeyPem.parse(pkcs1)).contains(key);
    byte[] pkcs8 =
        ("-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.privateKey().getEncoded())
                + "\n-----END PRIVATE KEY-----\n")
            .getBytes(StandardCharsets.US_ASCII);
    assertThat(RsaKeyPem.parse(pkcs8)).contains(key);
    RsaKeyPem half = RsaKeyPem.parse(RsaKeyPem.pem(key.publicKey())).orElseThrow();
    assertThat(half.publicKey()).isEqualTo(key.publicKey());
    assertThat(half.privateKey()).isNull();
    assertThat(RsaKeyPem.parse("nonsense".getBytes(StandardCharsets.US_ASCII))).isEmpty();
  }
}
