package io.meshlog.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.EnvelopeWriter;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.envelope.WrappedKey;
import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.secret.KeyRing;
import io.meshlog.store.secret.MissingKey;
import io.meshlog.sync.kafka.Records;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Secrets between control planes: nothing of them in the open, and nothing left when deleted. */
class SecretsSliceTest {
  private static final Channel POLICY = Channel.parse("global.policy");
  private static final ResourceKey SECRET = CoreTypes.SECRET.key("default", Origin.GLOBAL, "s");
  private static final String FIRST = "the-first-content-in-plain-words";
  private static final String SECOND = "the-other-content-in-plain-words";
  private static final String K1 = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  private static final String K2 = "//////////////////////////////////////////8=";
  private static final KeyRing BOTH =
      KeyRing.parse("{\"active\":\"k2\",\"keys\":{\"k1\":\"" + K1 + "\",\"k2\":\"" + K2 + "\"}}");
  private static final KeyRing NEW =
      KeyRing.parse("{\"active\":\"k2\",\"keys\":{\"k2\":\"" + K2 + "\"}}");

  private TestBroker broker;
  private TestCp global;

  @BeforeEach
  void start() {
    broker = TestBroker.shared().emptied();
    global = TestCp.global(broker);
    global.putMesh("default");
  }

  @AfterEach
  void stop() {
    global.close();
  }

  private void put(TestCp cp, String content) throws Exception {
    cp.put(
        CoreTypes.SECRET,
        "default",
        "s",
        Labels.EMPTY,
        cp.vault().seal(SECRET, content.getBytes(StandardCharsets.UTF_8)));
  }

  private static SecretSpec.Sealed sealed(TestCp cp) {
    return cp.find(SECRET).orElseThrow().as(CoreTypes.SECRET).spec().sealed();
  }

  private static String opened(TestCp cp) throws Exception {
    return new String(cp.vault().open(SECRET, sealed(cp)), StandardCharsets.UTF_8);
  }

  private static void awaits(TestCp cp, String content) {
    Until.holds(
        cp.self() + " opens it; " + cp.member().troubles().list(),
        () -> cp.find(SECRET).isPresent() && orNotYet(() -> opened(cp)).equals(content));
  }

  /** The key that encrypts the secret's content, as no one may see it. */
  private byte[] dataKey(TestCp cp) throws Exception {
    WrappedKey.Material key = cp.vault().wrapped(cp.logId(), SECRET).orElseThrow().material();
    return BOTH.unwrap(
        new KeyRing.Wrapped(key.ringKeyId(), key.wrapped()), SECRET + "#" + key.keyId());
  }

  /** How bytes may look in a text: themselves, in hex, in base64, or as Postgres shows them. */
  private static List<String> needles(byte[] content) {
    List<String> needles = new ArrayList<>();
    needles.add(HexFormat.of().formatHex(content));
    needles.add(Base64.getEncoder().withoutPadding().encodeToString(content).substring(0, 40));
    return needles;
  }

  private static List<String> needles(String content) {
    List<String> needles = needles(content.getBytes(StandardCharsets.UTF_8));
    needles.add(content);
    return needles;
  }

  private void nobodySees(List<String> needles, TestCp... cps) {
    for (String name : broker.names()) {
      for (var record : broker.read(new Topic(name, new TreeMap<>()))) {
        String text =
            record.key()
                + " "
                + Records.from(record).headers()
                + " "
                + (record.value() == null
                    ? ""
                    : new String(record.value(), StandardCharsets.UTF_8));
        for (String needle : needles) {
          assertThat(text).as("%s, %s", name, record.key()).doesNotContainIgnoringCase(needle);
        }
      }
    }
    for (TestCp cp : cps) {
      cp.dump()
          .forEach((table, text) -> {
            for (String needle : needles) {
              assertThat(text.toLowerCase())
                  .as("table %s of %s", table, cp.self())
                  .doesNotContain(needle.toLowerCase());
            }
          });
    }
  }

  @Test
  void nothingOfASecretIsInTheOpenWhateverBecomesOfIt() throws Exception {
    try (TestCp zone = TestCp.zone("z1", broker)) {
      put(global, FIRST);
      awaits(zone, FIRST);
      put(global, SECOND);
      awaits(zone, SECOND);
      List<String> needles = new ArrayList<>(needles(FIRST));
      needles.addAll(needles(SECOND));
      needles.addAll(needles(dataKey(global)));
      assertThat(dataKey(zone)).isEqualTo(dataKey(global));
      String wrapped = HexFormat.of().formatHex(material(global).wrapped());
      nobodySees(needles, global, zone);
      for (TestCp cp : List.of(global, zone)) {
        for (Map.Entry<String, String> table : cp.dump().entrySet()) {
          assertThat(table.getValue().contains(wrapped))
              .as("the wrapped key in %s of %s", table.getKey(), cp.self())
              .isEqualTo(table.getKey().equals("secret_key"));
        }
      }

      global.delete(CoreTypes.SECRET, "default", "s");
      Until.holds("gone", () -> zone.find(SECRET).isEmpty());
      nobodySees(needles, global, zone);
    }
  }

  private static WrappedKey.Material material(TestCp cp) throws Exception {
    return cp.vault().wrapped(cp.logId(), SECRET).orElseThrow().material();
  }

  @Test
  void aDeletedSecretKeepsItsShapeAndLosesItsContentEverywhere() throws Exception {
    TestCp zone = TestCp.zone("z1", broker);
    TestCp late = null;
    try {
      put(global, FIRST);
      awaits(zone, FIRST);
      put(global, SECOND);
      awaits(zone, SECOND);
      SecretSpec.Sealed last = sealed(zone);
      String wrapped = HexFormat.of().formatHex(material(global).wrapped());

      global.delete(CoreTypes.SECRET, "default", "s");
      TestCp first = zone;
      Until.holds("gone", () -> first.find(SECRET).isEmpty());
      for (TestCp cp : List.of(global, zone)) {
        assertThat(cp.number("select count(*) from secret_key")).as("%s", cp.self()).isZero();
        assertThat(
                cp.number(
                    "select count(*) from event where type = 'io.meshlog.secret.upserted.v1'"
                        + " and payload::text like '%ciphertext%'"))
            .as("its events keep their shape")
            .isEqualTo(2);
        assertThatThrownBy(() -> cp.vault().open(SECRET, last)).isInstanceOf(MissingKey.class);
        assertThat(cp.dump().toString()).doesNotContain(wrapped);
      }
      var keys = broker.read(Topics.keys(Origin.GLOBAL));
      var newest = keys.stream().filter(r -> r.key().equals(SECRET.toString())).toList().getLast();
      assertThat(newest.value()).as("a tombstone: compaction forgets the key").isNull();

      // Neither a zone from zero nor a look at the whole state brings it back.
      late = TestCp.zone("z2", broker);
      late.awaits(CoreTypes.ZONE, "", Origin.GLOBAL, "z2");
      late = readsTheStateAgain(late);
      zone = readsTheStateAgain(zone);
      for (TestCp cp : List.of(late, zone)) {
        assertThat(cp.find(SECRET)).isEmpty();
        assertThat(cp.number("select count(*) from secret_key")).isZero();
      }

      put(global, FIRST);
      awaits(zone, FIRST);
      TestCp back = zone;
      assertThatThrownBy(() -> back.vault().open(SECRET, last)).isInstanceOf(MissingKey.class);
    } finally {
      zone.close();
      if (late != null) {
        late.close();
      }
    }
  }

  /** Takes the log's beginning away, so that who comes later must read the state. */
  private TestCp readsTheStateAgain(TestCp zone) throws Exception {
    zone.close();
    String mesh = "after-" + System.nanoTime();
    global.putMesh(mesh);
    Until.holds(
        "published",
        () ->
            broker.read(Topics.state(POLICY)).stream().anyMatch(r -> r.key().endsWith("/" + mesh)));
    var partition = Records.partition(Topics.log(POLICY));
    long end = broker.read(Topics.log(POLICY)).getLast().offset() + 1;
    try (Admin admin = broker.clients().admin("test")) {
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(end))).all().get();
    }
    TestCp again = zone.again();
    again.awaits(CoreTypes.MESH, "", Origin.GLOBAL, mesh);
    return again;
  }

  @Test
  void aMeshThatGoesTakesTheKeysOfItsSecretsAlong() throws Exception {
    try (TestCp zone = TestCp.zone("z1", broker)) {
      put(global, FIRST);
      awaits(zone, FIRST);
      SecretSpec.Sealed last = sealed(zone);
      global.append(
          new Command.DeleteMesh(CoreTypes.MESH.key("", Origin.GLOBAL, "default"), Expected.ANY));
      Until.holds("gone", () -> zone.find(SECRET).isEmpty());
      for (TestCp cp : List.of(global, zone)) {
        assertThatThrownBy(() -> cp.vault().open(SECRET, last)).isInstanceOf(MissingKey.class);
      }
    }
  }

  @Test
  void aKeyOfTheRingIsReplacedEverywhereAndThenGivenUp() throws Exception {
    TestCp zone = TestCp.zone("z1", broker);
    put(global, FIRST);
    awaits(zone, FIRST);
    byte[] dataKey = dataKey(global);
    zone.close();
    global.close();

    global = global.again(BOTH);
    zone = zone.again(BOTH);
    Until.holds("published under the new key", () -> ringKeyOnTheTopic().equals("k2"));
    global.close();
    zone.close();
    global = global.again(NEW);
    try (TestCp back = zone.again(NEW);
        TestCp late = TestCp.zone("z2", broker, NEW)) {
      awaits(back, FIRST);
      awaits(late, FIRST);
      assertThat(opened(global)).isEqualTo(FIRST);
      assertThat(dataKey(late)).as("the data key is the same").isEqualTo(dataKey);
      put(global, SECOND);
      awaits(back, SECOND);
      awaits(late, SECOND);
      for (TestCp cp : List.of(global, back, late)) {
        assertThat(cp.vault().missingRingKeys()).isEmpty();
        assertThat(cp.member().troubles().list()).isEmpty();
      }
      List<String> needles = new ArrayList<>(needles(FIRST));
      needles.addAll(needles(SECOND));
      needles.addAll(needles(dataKey));
      nobodySees(needles, global, back, late);
    }
  }

  private String ringKeyOnTheTopic() {
    String last = "";
    for (var record : broker.read(Topics.keys(Origin.GLOBAL))) {
      if (EnvelopeReader.read(Records.from(record)) instanceof Received.OfKey(WrappedKey key)
          && key.material() != null) {
        last = key.material().ringKeyId();
      }
    }
    return last;
  }

  /** Of Global's own secrets, zones learn what verifies zone tokens and what is revoked. */
  @Test
  void ofGlobalSecretsOnlyThoseForZonesLeaveGlobal() throws Exception {
    String key = "-----BEGIN RSA PRIVATE KEY----- of zone tokens";
    String userKey = "-----BEGIN RSA PRIVATE KEY----- of user tokens";
    List<String> forZones =
        List.of(
            "zone-token-signing-public-key-1",
            "zone-token-revocations",
            "dataplane-token-revocations-default");
    List<String> atGlobal =
        List.of(
            "zone-token-signing-key-1",
            "user-token-signing-key-1",
            "user-token-revocations",
            "admin-user-token",
            "something-else");
    try (TestCp zone = TestCp.zone("z1", broker)) {
      putGlobal(global, "zone-token-signing-key-1", key);
      putGlobal(global, "user-token-signing-key-1", userKey);
      for (String name : atGlobal.subList(2, atGlobal.size())) {
        putGlobal(global, name, FIRST);
      }
      for (String name : forZones) {
        putGlobal(global, name, "content of " + name);
      }
      for (String name : forZones) {
        ResourceKey secret = CoreTypes.GLOBAL_SECRET.key("", Origin.GLOBAL, name);
        Until.holds(
            name + " is opened in the zone; " + zone.member().troubles().list(),
            () ->
                zone.find(secret).isPresent()
                    && orNotYet(() -> opened(zone, secret)).equals("content of " + name));
      }
      putGlobal(zone, "zone-token-revocations", "of the zone alone");
      for (String name : atGlobal) {
        assertThat(zone.holds(CoreTypes.GLOBAL_SECRET, "", Origin.GLOBAL, name)).as(name).isFalse();
      }
      List<String> needles = new ArrayList<>(needles(key));
      needles.addAll(needles(userKey));
      needles.addAll(atGlobal);
      for (String name : atGlobal) {
        ResourceKey secret = CoreTypes.GLOBAL_SECRET.key("", Origin.GLOBAL, name);
        var material = global.vault().wrapped(global.logId(), secret).orElseThrow().material();
        needles.addAll(needles(material.wrapped()));
      }
      for (String name : broker.names()) {
        for (var record : broker.read(new Topic(name, new TreeMap<>()))) {
          String text =
              record.key()
                  + " "
                  + (record.value() == null
                      ? ""
                      : new String(record.value(), StandardCharsets.UTF_8));
          assertThat(needles).as("%s, %s", name, record.key()).noneMatch(text::contains);
        }
      }
      assertThat(zone.stateHash(POLICY)).isEqualTo(global.stateHash(POLICY));
      assertThat(zone.quarantined(POLICY)).isEmpty();

      global.delete(CoreTypes.GLOBAL_SECRET, "", "zone-token-signing-public-key-1");
      Until.holds(
          "the zone forgets the key",
          () ->
              !zone.holds(
                  CoreTypes.GLOBAL_SECRET, "", Origin.GLOBAL, "zone-token-signing-public-key-1"));
    }
  }

  private static void putGlobal(TestCp cp, String name, String content) throws Exception {
    ResourceKey secret = CoreTypes.GLOBAL_SECRET.key("", cp.self(), name);
    cp.put(
        CoreTypes.GLOBAL_SECRET,
        "",
        name,
        Labels.EMPTY,
        cp.vault().seal(secret, content.getBytes(StandardCharsets.UTF_8)));
  }

  /** Empty while the key has not arrived, which may come after what it opens. */
  private static String orNotYet(Callable<String> opened) throws Exception {
    try {
      return opened.call();
    } catch (MissingKey notYet) {
      return "";
    }
  }

  private static String opened(TestCp cp, ResourceKey secret) throws Exception {
    SecretSpec.Sealed sealed =
        cp.find(secret).orElseThrow().as(CoreTypes.GLOBAL_SECRET).spec().sealed();
    return new String(cp.vault().open(secret, sealed), StandardCharsets.UTF_8);
  }

  @Test
  void aForgedWordOfDestructionDestroysNothing() throws Exception {
    try (TestCp zone = TestCp.zone("z1", broker)) {
      put(global, FIRST);
      awaits(zone, FIRST);
      EnvelopeWriter writer = new EnvelopeWriter(Origin.GLOBAL);
      broker.write(
          List.of(
              Records.to(
                  Topics.keys(Origin.GLOBAL),
                  writer.key(new WrappedKey(global.logId(), SECRET, null), "now"))));
      put(global, SECOND);
      awaits(zone, SECOND);
    }
  }
}
