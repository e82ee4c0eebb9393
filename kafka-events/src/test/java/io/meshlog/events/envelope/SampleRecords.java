package io.meshlog.events.envelope;

import io.meshlog.events.chain.ExportChain;
import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.signature.SampleKeys;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.zone.SigningKey;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One record of every kind the contract knows, with fixed ids and times. */
final class SampleRecords {
  static final UUID LOG = UUID.fromString("0197b2c4-0000-7000-8000-000000000001");
  static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678901Z");
  static final Channel OFFER = new Channel(Origin.zone("zone-1"), ChannelKind.OFFER);
  static final ResourceKey INGRESS =
      new ResourceKey("ZoneIngress", "", Origin.zone("zone-1"), "ingress-1");
  static final EnvelopeWriter WRITER = new EnvelopeWriter(Origin.zone("zone-1"));

  private SampleRecords() {}

  static ExportedEvent upserted() {
    return chained(
        INGRESS,
        "io.meshlog.zoneingress.upserted.v1",
        "{\"labels\":{\"kuma.io/zone\":\"zone-1\"},\"spec\":{\"networking\":{\"port\":10001}}}");
  }

  static ExportedEvent deleted() {
    return chained(INGRESS, "io.meshlog.zoneingress.deleted.v1", "{}");
  }

  static ExportedEvent sealed() {
    return chained(
        new ResourceKey("Secret", "default", Origin.zone("zone-1"), "s1"),
        "io.meshlog.secret.upserted.v1",
        "{\"labels\":{},\"spec\":{\"sealed\":{\"ciphertext\":\"q83v\",\"keyId\":\"k1\",\"nonce\":\"AAAA\"}}}");
  }

  static ExportedEvent epochStarted() {
    return chained(null, EventCodec.EPOCH_STARTED, "{\"epoch\":2}");
  }

  static ExportedEvent chained(ResourceKey key, String type, String payload) {
    ExportedEvent open =
        new ExportedEvent(
            OFFER,
            7,
            ExportChain.genesis(),
            new byte[0],
            LOG,
            1,
            12,
            UUID.fromString("0197b2c4-0000-7000-8000-000000000002"),
            key,
            type,
            1,
            payload,
            TIME,
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    return withHash(open, open.expectedHash());
  }

  static ExportedEvent withHash(ExportedEvent event, byte[] hash) {
    return new ExportedEvent(
        event.channel(),
        event.seq(),
        event.prevHash(),
        hash,
        event.logId(),
        event.epoch(),
        event.pos(),
        event.eventId(),
        event.key(),
        event.ceType(),
        event.schemaVersion(),
        event.payload(),
        event.recordedAt(),
        event.traceparent());
  }

  static Checkpoint checkpoint() {
    return new Checkpoint(OFFER, LOG, 1, 12, 7, bytes("aa"), bytes("bb"), 3, TIME);
  }

  static WrappedKey key(boolean destroyed) {
    ResourceKey secret = new ResourceKey("Secret", "default", Origin.GLOBAL, "ca");
    return new WrappedKey(
        LOG, secret, destroyed ? null : new WrappedKey.Material("k1", "ring1", bytes("cafe")));
  }

  static ZoneStatus status() {
    return new ZoneStatus(
        "zone-1",
        LOG,
        null,
        "zone-1-a",
        TIME,
        TIME.plusSeconds(10),
        false,
        "0.1.0",
        "Degraded",
        List.of("global.policy: quarantined 1"),
        List.of(
            new ZoneStatus.ChannelProgress(
                "global.policy", LOG, 1, 42, 99, true, 42L, true, 61L, 1)),
        List.of(
            new ZoneStatus.OwnProgress(
                "zone.zone-1.offer", 1, 7, 12, 6, Instant.parse("2026-01-02T03:04:05Z"))),
        List.of(
            new ZoneStatus.Problem(
                "QUARANTINE",
                "quarantine global.policy",
                "1 records",
                Instant.parse("2026-01-02T03:04:05Z"))));
  }

  /** As {@link #status}, of a zone whose log had a signing key before it had this one. */
  static ZoneStatus statusWithKeys() {
    ZoneStatus old = status();
    SigningKey first = SampleKeys.FIRST.first(1);
    return new ZoneStatus(
        old.zone(),
        old.logId(),
        List.of(first, SampleKeys.FIRST.endorse(LOG, SampleKeys.SECOND, 9)),
        old.instanceId(),
        old.startedAt(),
        old.at(),
        old.stopping(),
        old.version(),
        old.state(),
        old.reasons(),
        old.imports(),
        old.channels(),
        old.problems());
  }

  static AnnouncedKeys signingKeys() {
    return new AnnouncedKeys(
        LOG, statusWithKeys().signingKeys(), new AnnouncedKeys.RingProof("ring1", bytes("ab")));
  }

  static ExportedEvent signed(ExportedEvent event) {
    return event.withSignature(SampleKeys.FIRST.sign(event.statement()));
  }

  static Fact fact(boolean forgotten) {
    return new Fact(
        "DataplaneInsight", "default", "kv-1", "zone-1", forgotten ? null : "{\"a\":1}");
  }

  static TopicRecord deadLetter() {
    TopicRecord record = WRITER.log(upserted(), 3);
    return new DeadLetter(
            "meshlog.v1.zone.zone-1.offer.log",
            41,
            "global",
            "INVALID: networking.port: must be in the range [1, 65535]",
            record.key(),
            record.value(),
            record.headers())
        .written();
  }

  static Map<String, TopicRecord> all() {
    Map<String, TopicRecord> all = new LinkedHashMap<>();
    all.put("event-upserted-log", WRITER.log(upserted(), 3));
    all.put("event-upserted-state", WRITER.state(upserted(), 3));
    all.put("event-deleted-log", WRITER.log(deleted(), 3));
    all.put("event-deleted-state", WRITER.state(deleted(), 3));
    all.put("event-epochstarted-log", WRITER.log(epochStarted(), 3));
    all.put("event-sealed-log", WRITER.log(sealed(), 3));
    all.put("checkpoint", WRITER.checkpoint(checkpoint(), 3));
    all.put("key-wrapped", WRITER.key(key(false), TIME.toString()));
    all.put("key-destroyed", WRITER.key(key(true), TIME.toString()));
    all.put("status", WRITER.status(status()));
    all.put("insight", WRITER.fact(fact(false), TIME.toString()));
    all.put("insight-forgotten", WRITER.fact(fact(true), TIME.toString()));
    all.put("event-signed-log", WRITER.log(signed(upserted()), 3));
    all.put("event-signed-deleted-state", WRITER.state(signed(deleted()), 3));
    all.put(
        "checkpoint-signed",
        EnvelopeWriter.signed(WRITER.checkpoint(checkpoint(), 3), SampleKeys.FIRST));
    all.put(
        "key-wrapped-signed",
        EnvelopeWriter.signed(WRITER.key(key(false), TIME.toString()), SampleKeys.FIRST));
    all.put("signing-keys", WRITER.signingKeys(signingKeys(), TIME.toString()));
    all.put("status-with-keys", WRITER.status(statusWithKeys()));
    all.put("dead-letter", deadLetter());
    all.put("door-bell", EnvelopeWriter.doorBell("zone-1"));
    return all;
  }

  static byte[] bytes(String pattern) {
    return HexFormat.of().parseHex(pattern.repeat(64 / pattern.length()));
  }
}
