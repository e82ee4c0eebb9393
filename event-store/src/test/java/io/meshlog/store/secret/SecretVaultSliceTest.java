package io.meshlog.store.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.events.envelope.WrappedKey;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.append.AppendOutcome.Refused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretVaultSliceTest {
  private static final byte[] CONTENT = "very-secret-content".getBytes(StandardCharsets.UTF_8);
  private static final ResourceKey KEY = CoreTypes.SECRET.key("m", Origin.GLOBAL, "s");
  private static final String K1 = Base64.getEncoder().encodeToString(new byte[32]);
  private static final String K2 =
      Base64.getEncoder()
          .encodeToString("another-key-of-32-bytes-in-ascii".getBytes(StandardCharsets.US_ASCII));

  @TempDir Path folder;
  private final KeyRing ring =
      KeyRing.parse("{\"active\":\"k1\",\"keys\":{\"k1\":\"" + K1 + "\"}}");
  private StoreFixture fixture;
  private EventStore store;
  private SecretVault vault;

  @BeforeEach
  void open() throws Exception {
    fixture = StoreFixture.fresh();
    store = fixture.open(Origin.GLOBAL);
    vault = new SecretVault(fixture.dataSource(), ring, Clock.systemUTC());
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private static Command put(SecretSpec spec) {
    return new Command.Put<>(CoreTypes.SECRET, KEY, Labels.EMPTY, spec, Expected.ANY);
  }

  private static SecretSpec.Sealed sealed(SecretSpec spec) {
    SecretSpec.Sealed sealed = spec.sealed();
    if (sealed == null) {
      throw new AssertionError("not sealed");
    }
    return sealed;
  }

  @Test
  void whatIsSealedOpensAgainAndTheLogHoldsNothingOfIt() throws Exception {
    SecretSpec spec = vault.seal(KEY, CONTENT);
    StoreFixture.appended(store.log(), put(spec));
    SecretSpec second = vault.seal(KEY, CONTENT);

    assertThat(vault.open(KEY, sealed(spec))).isEqualTo(CONTENT);
    assertThat(sealed(second).keyId()).isEqualTo(sealed(spec).keyId());
    assertThat(sealed(second).nonce()).isNotEqualTo(sealed(spec).nonce());
    String text = new String(CONTENT, StandardCharsets.UTF_8);
    for (String needle :
        new String[] {
          text,
          Base64.getEncoder().encodeToString(CONTENT).substring(0, 20),
          HexFormat.of().formatHex(CONTENT),
          K1
        }) {
      for (String table : new String[] {"event", "resource_current", "secret_key", "snapshot"}) {
        assertThat(
                fixture.number(
                    "select count(*) from " + table + " t where t::text ilike '%" + needle + "%'"))
            .as("%s in %s", needle, table)
            .isZero();
      }
    }
  }

  @Test
  void deletingTheSecretDestroysItsContentInEveryEvent() throws Exception {
    SecretSpec spec = vault.seal(KEY, CONTENT);
    StoreFixture.appended(store.log(), put(spec));
    StoreFixture.appended(store.log(), new Command.Delete(KEY, Expected.ANY));

    assertThatThrownBy(() -> vault.open(KEY, sealed(spec)))
        .isInstanceOfSatisfying(
            MissingKey.class,
            missing -> {
              assertThat(missing.keyId()).isEqualTo(sealed(spec).keyId());
              assertThat(missing.ofRing()).isFalse();
            });
    assertThat(vault.wrapped(store.identity().logId(), KEY)).isEmpty();
    assertThat(fixture.number("select count(*) from event")).isEqualTo(2);
  }

  @Test
  void contentSealedBeforeADeletionIsNotAppendedAfterIt() throws Exception {
    StoreFixture.appended(store.log(), put(vault.seal(KEY, CONTENT)));
    SecretSpec late = vault.seal(KEY, CONTENT);
    StoreFixture.appended(store.log(), new Command.Delete(KEY, Expected.ANY));

    assertThat(StoreFixture.append(store.log(), StoreFixture.request(put(late))))
        .isInstanceOf(Refused.class);
    StoreFixture.appended(store.log(), put(vault.seal(KEY, CONTENT)));
  }

  @Test
  void anotherControlPlaneOpensItWithTheWrappedKeyUntilItIsDestroyed() throws Exception {
    SecretSpec spec = vault.seal(KEY, CONTENT);
    WrappedKey wrapped = vault.wrapped(store.identity().logId(), KEY).orElseThrow();
    try (StoreFixture other = StoreFixture.fresh()) {
      SecretVault theirs = new SecretVault(other.dataSource(), ring, Clock.systemUTC());
      assertThatThrownBy(() -> theirs.open(KEY, sealed(spec))).isInstanceOf(MissingKey.class);
      theirs.accept(wrapped);
      assertThat(theirs.open(KEY, sealed(spec))).isEqualTo(CONTENT);

      SecretVault keyless =
          new SecretVault(
              other.dataSource(),
              KeyRing.parse("{\"active\":\"k2\",\"keys\":{\"k2\":\"" + K2 + "\"}}"),
              Clock.systemUTC());
      assertThat(keyless.missingRingKeys()).containsExactly("k1");
      assertThatThrownBy(() -> keyless.open(KEY, sealed(spec)))
          .hasMessage("the key ring lacks the key k1");

      theirs.accept(new WrappedKey(store.identity().logId(), KEY, null));
      assertThatThrownBy(() -> theirs.open(KEY, sealed(spec))).isInstanceOf(MissingKey.class);
    }
  }

  @Test
  void keysOfTheRingCanBeRotated() throws Exception {
    SecretSpec spec = vault.seal(KEY, CONTENT);
    KeyRing both =
        KeyRing.parse("{\"active\":\"k2\",\"keys\":{\"k1\":\"" + K1 + "\",\"k2\":\"" + K2 + "\"}}");
    assertThat(new SecretVault(fixture.dataSource(), both, Clock.systemUTC()).rewrap())
        .isEqualTo(1);
    KeyRing fresh = KeyRing.parse("{\"active\":\"k2\",\"keys\":{\"k2\":\"" + K2 + "\"}}");

    assertThat(
            new SecretVault(fixture.dataSource(), fresh, Clock.systemUTC()).open(KEY, sealed(spec)))
        .isEqualTo(CONTENT);
  }

  @Test
  void aKeyTakenOverIsKeptUnderTheActiveKeyOfTheRing() throws Exception {
    SecretSpec spec = vault.seal(KEY, CONTENT);
    WrappedKey old = vault.wrapped(store.identity().logId(), KEY).orElseThrow();
    KeyRing both =
        KeyRing.parse("{\"active\":\"k2\",\"keys\":{\"k1\":\"" + K1 + "\",\"k2\":\"" + K2 + "\"}}");
    KeyRing fresh = KeyRing.parse("{\"active\":\"k2\",\"keys\":{\"k2\":\"" + K2 + "\"}}");
    try (StoreFixture other = StoreFixture.fresh()) {
      assertThat(vault(other, both).accept(old)).isTrue();
      assertThat(vault(other, fresh).open(KEY, sealed(spec))).isEqualTo(CONTENT);

      assertThat(vault(other, fresh).accept(old)).as("the owner says it again").isTrue();
      assertThat(vault(other, fresh).open(KEY, sealed(spec))).isEqualTo(CONTENT);
    }
    try (StoreFixture late = StoreFixture.fresh()) {
      assertThat(vault(late, fresh).accept(old)).isTrue();
      assertThat(vault(late, fresh).missingRingKeys()).containsExactly("k1");
      new SecretVault(fixture.dataSource(), both, Clock.systemUTC()).rewrap();
      WrappedKey anew = vault(fixture, fresh).wrapped(old.logId(), KEY).orElseThrow();
      assertThat(vault(late, fresh).accept(anew)).isTrue();
      assertThat(vault(late, fresh).missingRingKeys()).isEmpty();
      assertThat(vault(late, fresh).open(KEY, sealed(spec))).isEqualTo(CONTENT);
    }
  }

  private static SecretVault vault(StoreFixture fixture, KeyRing ring) {
    return new SecretVault(fixture.dataSource(), ring, Clock.systemUTC());
  }

  @Test
  void aKeyThatDoesNotOpenOrIsAnotherSecretsChangesNothing() throws Exception {
    SecretSpec spec = vault.seal(KEY, CONTENT);
    WrappedKey good = vault.wrapped(store.identity().logId(), KEY).orElseThrow();
    WrappedKey.Material material = good.material();
    byte[] bad = material.wrapped().clone();
    bad[bad.length - 1] ^= 1;
    assertThat(
            vault.accept(
                new WrappedKey(
                    good.logId(), KEY, new WrappedKey.Material(material.keyId(), "k1", bad))))
        .isFalse();
    ResourceKey other = CoreTypes.SECRET.key("m", Origin.zone("z"), "s");
    assertThat(vault.accept(new WrappedKey(good.logId(), other, material))).isFalse();
    assertThat(
            vault.accept(
                new WrappedKey(
                    good.logId(), other, new WrappedKey.Material(material.keyId(), "k9", bad))))
        .isTrue();
    assertThat(vault.open(KEY, sealed(spec))).isEqualTo(CONTENT);
  }

  @Test
  void rewrapsInBatchesAndTellsWhatToPublishAgain() throws Exception {
    UUID log = store.identity().logId();
    for (int i = 0; i < 450; i++) {
      ResourceKey key = CoreTypes.SECRET.key("m", Origin.GLOBAL, "s" + i);
      StoreFixture.appended(
          store.log(),
          new Command.Put<>(
              CoreTypes.SECRET, key, Labels.EMPTY, vault.seal(key, CONTENT), Expected.ANY));
    }
    vault.seal(KEY, CONTENT);
    List<WrappedKey> all = vault.unpublished(log, Origin.GLOBAL, "", 1000);
    assertThat(all).as("of live secrets").hasSize(450);
    vault.published(all);
    assertThat(vault.unpublished(log, Origin.GLOBAL, "", 1000)).isEmpty();

    KeyRing both =
        KeyRing.parse("{\"active\":\"k2\",\"keys\":{\"k1\":\"" + K1 + "\",\"k2\":\"" + K2 + "\"}}");
    SecretVault next = vault(fixture, both);
    assertThat(next.rewrap()).isEqualTo(451);
    assertThat(next.rewrap()).isZero();
    assertThat(fixture.number("select count(*) from secret_key where ring_key_id <> 'k2'"))
        .isZero();
    assertThat(next.unpublished(log, Origin.GLOBAL, "", 1000)).hasSize(450);
  }

  @Test
  void deletingAMeshDestroysTheKeysOfItsSecrets() throws Exception {
    StoreFixture.appended(
        store.log(),
        new Command.Put<>(
            CoreTypes.MESH,
            CoreTypes.MESH.key("", Origin.GLOBAL, "m"),
            Labels.EMPTY,
            SpecJson.read(CoreTypes.MESH, "{}"),
            Expected.ANY));
    SecretSpec spec = vault.seal(KEY, CONTENT);
    StoreFixture.appended(store.log(), put(spec));
    StoreFixture.appended(
        store.log(),
        new Command.DeleteMesh(CoreTypes.MESH.key("", Origin.GLOBAL, "m"), Expected.ANY));

    assertThat(fixture.number("select count(*) from secret_key")).isZero();
    assertThatThrownBy(() -> vault.open(KEY, sealed(spec))).isInstanceOf(MissingKey.class);
  }

  @Test
  void aKeyRingIsMadeOnceAndABadOneIsRefusedWithoutShowingKeys() throws Exception {
    Path file = folder.resolve("deep/ring.json");
    KeyRing made = KeyRing.readOrGenerate(file);

    assertThat(KeyRing.readOrGenerate(file).ids()).isEqualTo(made.ids());
    assertThat(made.toString()).isEqualTo("KeyRing[k1]");
    assertThatThrownBy(() -> KeyRing.parse("{\"active\":\"k9\",\"keys\":{\"k1\":\"" + K1 + "\"}}"))
        .hasMessageContaining("active key is 'k9'");
    assertThatThrownBy(() -> KeyRing.parse("{\"active\":\"k1\",\"keys\":{\"k1\":\"AAAA\"}}"))
        .hasMessageContaining("has 3 bytes");
    assertThatThrownBy(() -> KeyRing.parse("nonsense")).hasMessageContaining("not JSON");
    assertThatThrownBy(() -> KeyRing.read(folder.resolve("none")))
        .hasMessageContaining("no key ring at");
  }
}
