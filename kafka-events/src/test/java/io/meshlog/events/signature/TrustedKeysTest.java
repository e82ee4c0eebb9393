package io.meshlog.events.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.events.chain.ExportChain.Link;
import io.meshlog.events.chain.Sha256;
import io.meshlog.model.zone.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TrustedKeysTest {
  private static final UUID LOG = UUID.fromString("0197b2c4-0000-7000-8000-000000000001");
  private static final UUID OTHER_LOG = UUID.fromString("0197b2c4-0000-7000-8000-000000000009");
  private static final TrustedKeys FIRST =
      TrustedKeys.none(LOG).admit(List.of(SampleKeys.FIRST.first(10)));

  private static Statement statement(long pos) {
    return new Statement(
        new Link(
            LOG,
            "global.policy",
            1,
            pos,
            7,
            "io.meshlog.mesh.upserted.v1",
            "Mesh/-/global/default",
            Sha256.of("{}")),
        new byte[32]);
  }

  @Test
  void signsAsTheStandardSays() {
    // RFC 8032, section 7.1, test 3: the key is STRANGER's, the message 0xaf82.
    byte[] message = HexFormat.of().parseHex("af82");
    byte[] expected =
        HexFormat.of()
            .parseHex(
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                    + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
    assertThat(
            Ed25519.verifies(Ed25519.publicKey(SampleKeys.STRANGER.publicKey()), message, expected))
        .isTrue();
  }

  @Test
  void theSignedBytesAreAsDocumented() {
    String hex = HexFormat.of().formatHex(statement(12).bytes());
    String expected =
        field("meshlog record signature v1")
            + "00000020"
            + "00".repeat(32)
            + field(LOG.toString())
            + field("global.policy")
            + "000000080000000000000001"
            + "00000008000000000000000c"
            + "000000080000000000000007"
            + field("io.meshlog.mesh.upserted.v1")
            + field("Mesh/-/global/default")
            + "00000020"
            + HexFormat.of().formatHex(Sha256.of("{}"));
    assertThat(hex).isEqualTo(expected);
  }

  private static String field(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return "%08x".formatted(bytes.length) + HexFormat.of().formatHex(bytes);
  }

  /** Logs that were signed by the JDK go on to be believed, and whoever verifies with it can. */
  @Test
  void signsAndVerifiesAsTheJdkDoes() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    EventSigner signer = EventSigner.of(pair.getPublic(), pair.getPrivate());
    Signature jdk = Signature.getInstance("Ed25519");
    jdk.initSign(pair.getPrivate());
    jdk.update(statement(12).bytes());
    assertThat(signer.sign(statement(12)).value()).isEqualTo(jdk.sign());
    jdk.initVerify(pair.getPublic());
    jdk.update(statement(13).bytes());
    assertThat(jdk.verify(signer.sign(statement(13)).value())).isTrue();
  }

  @Test
  void believesWhatAKnownKeySigned() {
    assertThat(FIRST.check(statement(12), SampleKeys.FIRST.sign(statement(12))))
        .isEqualTo(new Verdict.Valid(SampleKeys.FIRST.id()));
    assertThat(SampleKeys.FIRST.sign(statement(12)))
        .isEqualTo(SampleKeys.FIRST.sign(statement(12)));
  }

  @Test
  void aChangeOfAnySignedFieldIsFoundOut() {
    long seed = 20_261_125;
    Random random = new Random(seed);
    for (int run = 0; run < 20; run++) {
      Link link = randomLink(random);
      byte[] previous = bytes(random, 32);
      EventSignature signature = SampleKeys.FIRST.sign(new Statement(link, previous));
      assertThat(FIRST.check(new Statement(link, previous), signature).acceptable()).isTrue();
      changed(random, link, previous)
          .forEach((field, statement) ->
              assertThat(FIRST.check(statement, signature))
                  .as("%s changed, seed %d", field, seed)
                  .isInstanceOf(Verdict.Forged.class));
      EventSignature flipped =
          new EventSignature(signature.keyId(), flip(random, signature.value()));
      assertThat(FIRST.check(new Statement(link, previous), flipped))
          .as("a bit of the signature, seed %d", seed)
          .isInstanceOf(Verdict.Forged.class);
    }
  }

  private static Link randomLink(Random random) {
    return new Link(
        LOG,
        "zone.z" + random.nextInt(9) + ".offer",
        1 + random.nextInt(9),
        10 + random.nextInt(1_000_000),
        1 + random.nextInt(1_000_000),
        "io.meshlog.t" + random.nextInt(9) + ".upserted.v1",
        "T/m/global/n" + random.nextInt(1000),
        bytes(random, 32));
  }

  /** Every field changed by one bit, each alone. */
  private static Map<String, Statement> changed(Random random, Link l, byte[] previous) {
    UUID log =
        new UUID(l.logId().getMostSignificantBits(), l.logId().getLeastSignificantBits() ^ 1);
    String channel = flip(random, l.channel());
    int epoch = l.epoch() ^ 1 << random.nextInt(31);
    long pos = l.pos() ^ 1L << random.nextInt(63);
    long seq = l.seq() ^ 1L << random.nextInt(63);
    String type = flip(random, l.type());
    String subject = flip(random, l.subject());
    byte[] payload = flip(random, l.payloadSha256());
    Map<String, Statement> all = new LinkedHashMap<>();
    all.put("logId", of(log, l.channel(), l.epoch(), l.pos(), l.seq(), l.type(), l, previous));
    all.put("channel", of(l.logId(), channel, l.epoch(), l.pos(), l.seq(), l.type(), l, previous));
    all.put("epoch", of(l.logId(), l.channel(), epoch, l.pos(), l.seq(), l.type(), l, previous));
    all.put("pos", of(l.logId(), l.channel(), l.epoch(), pos, l.seq(), l.type(), l, previous));
    all.put("seq", of(l.logId(), l.channel(), l.epoch(), l.pos(), seq, l.type(), l, previous));
    all.put("type", of(l.logId(), l.channel(), l.epoch(), l.pos(), l.seq(), type, l, previous));
    all.put("subject", new Statement(rest(l, subject, l.payloadSha256()), previous));
    all.put("payload", new Statement(rest(l, l.subject(), payload), previous));
    all.put("previousHash", new Statement(l, flip(random, previous)));
    return all;
  }

  private static Statement of(
      UUID log, String channel, int epoch, long pos, long seq, String type, Link l, byte[] before) {
    return new Statement(
        new Link(log, channel, epoch, pos, seq, type, l.subject(), l.payloadSha256()), before);
  }

  private static Link rest(Link l, String subject, byte[] payload) {
    return new Link(
        l.logId(), l.channel(), l.epoch(), l.pos(), l.seq(), l.type(), subject, payload);
  }

  private static byte[] bytes(Random random, int length) {
    byte[] value = new byte[length];
    random.nextBytes(value);
    return value;
  }

  private static byte[] flip(Random random, byte[] value) {
    byte[] flipped = value.clone();
    flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  private static String flip(Random random, String text) {
    char[] chars = text.toCharArray();
    chars[random.nextInt(chars.length)] ^= 1;
    return new String(chars);
  }

  @Test
  void fieldsCannotBorrowFromEachOther() {
    Link shifted = new Link(LOG, "global.policyi", 1, 12, 7, "o.meshlog.x", "s", Sha256.of("{}"));
    Link right = new Link(LOG, "global.policy", 1, 12, 7, "io.meshlog.x", "s", Sha256.of("{}"));
    assertThat(new Statement(shifted, new byte[32]).bytes())
        .isNotEqualTo(new Statement(right, new byte[32]).bytes());
  }

  @Test
  void aKeyNotKnownIsToldApartFromAForgery() {
    assertThat(FIRST.check(statement(12), SampleKeys.STRANGER.sign(statement(12))))
        .isEqualTo(new Verdict.UnknownKey(SampleKeys.STRANGER.id()));
    EventSignature lie =
        new EventSignature(SampleKeys.FIRST.id(), SampleKeys.STRANGER.sign(statement(12)).value());
    assertThat(FIRST.check(statement(12), lie)).isInstanceOf(Verdict.Forged.class);
  }

  @Test
  void withoutASignatureOnlyWhatIsOlderThanTheFirstKeyIsBelieved() {
    assertThat(TrustedKeys.none(LOG).check(statement(12), null)).isEqualTo(new Verdict.Unsigned());
    assertThat(FIRST.check(statement(9), null)).isEqualTo(new Verdict.Unsigned());
    assertThat(FIRST.check(statement(10), null)).isInstanceOf(Verdict.Forged.class);
    TrustedKeys later = FIRST.admit(List.of(SampleKeys.FIRST.endorse(LOG, SampleKeys.SECOND, 20)));
    assertThat(later.check(statement(15), null)).isInstanceOf(Verdict.Forged.class);
  }

  @Test
  void anotherLogsSignatureIsNotBelieved() {
    TrustedKeys other = TrustedKeys.of(OTHER_LOG, List.of(SampleKeys.FIRST.first(1)));
    assertThat(other.check(statement(12), SampleKeys.FIRST.sign(statement(12))))
        .isInstanceOf(Verdict.Forged.class);
  }

  @Test
  void theFirstKeyIsBelievedAndThenOnlyWhatABelievedOneEndorses() {
    SigningKey second = SampleKeys.FIRST.endorse(LOG, SampleKeys.SECOND, 20);
    TrustedKeys both = FIRST.admit(List.of(SampleKeys.FIRST.first(10), second));
    assertThat(both.list())
        .extracting(SigningKey::id)
        .containsExactly(SampleKeys.FIRST.id(), SampleKeys.SECOND.id());
    assertThat(both.check(statement(30), SampleKeys.SECOND.sign(statement(30))).acceptable())
        .isTrue();
    assertThat(both.check(statement(12), SampleKeys.FIRST.sign(statement(12))).acceptable())
        .isTrue();

    SigningKey stranger = SampleKeys.STRANGER.first(1);
    assertThat(FIRST.admit(List.of(stranger))).isSameAs(FIRST);
    assertThat(FIRST.strangers(List.of(SampleKeys.FIRST.first(10), stranger)))
        .containsExactly(stranger);
  }

  @Test
  void anEndorsementHoldsForOneKeyOneLogAndOnePositionOnly() {
    SigningKey good = SampleKeys.FIRST.endorse(LOG, SampleKeys.SECOND, 20);
    SigningKey stranger = SampleKeys.STRANGER.first(20);
    List<SigningKey> bad =
        List.of(
            SampleKeys.FIRST.endorse(OTHER_LOG, SampleKeys.SECOND, 20),
            new SigningKey(good.id(), good.publicKey(), 21, good.endorsedBy(), good.endorsement()),
            new SigningKey(
                stranger.id(), stranger.publicKey(), 20, good.endorsedBy(), good.endorsement()),
            new SigningKey(good.id(), good.publicKey(), 20, stranger.id(), good.endorsement()),
            new SigningKey(good.id(), good.publicKey(), 20, good.endorsedBy(), "not base64!"),
            new SigningKey(good.id(), good.publicKey(), 20, good.endorsedBy(), null),
            new SigningKey(good.id(), "c2hvcnQ=", 20, good.endorsedBy(), good.endorsement()),
            SampleKeys.STRANGER.endorse(LOG, SampleKeys.SECOND, 20));
    for (SigningKey key : bad) {
      assertThat(FIRST.admit(List.of(key))).as(key.toString()).isSameAs(FIRST);
    }
    assertThat(FIRST.admit(List.of(good))).isNotSameAs(FIRST);
  }

  @Test
  void anIdNamesOneKeyOnly() {
    SigningKey lie =
        new SigningKey(
            SampleKeys.FIRST.id(), SampleKeys.STRANGER.first(1).publicKey(), 1, null, null);
    assertThat(TrustedKeys.of(LOG, List.of(lie)).isEmpty()).isTrue();
    assertThat(TrustedKeys.none(LOG).admit(List.of(lie)).isEmpty()).isTrue();
  }

  @Test
  void aSignerNeverShowsItsKey() {
    assertThat(SampleKeys.FIRST.toString()).doesNotContain("9d61").contains(SampleKeys.FIRST.id());
  }
}
