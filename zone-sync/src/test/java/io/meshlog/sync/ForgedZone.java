package io.meshlog.sync;

import io.meshlog.events.chain.ExportChain;
import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.envelope.AnnouncedKeys;
import io.meshlog.events.envelope.Checkpoint;
import io.meshlog.events.envelope.EnvelopeWriter;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.envelope.ZoneStatus;
import io.meshlog.events.signature.EventSigner;
import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.zone.SigningKey;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.TopicMaker;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A zone without a control plane: the test writes its topics itself, well or badly. */
final class ForgedZone {
  final Origin self;
  final UUID logId = UUID.randomUUID();
  final Channel inventory;
  private final TestBroker broker;
  private final EnvelopeWriter writer;
  private final List<SigningKey> keys = new ArrayList<>();
  private @Nullable EventSigner signer;
  private byte[] hash = ExportChain.genesis();
  private int epoch = 1;
  private long seq;

  ForgedZone(String name, TestBroker broker) {
    this.self = Origin.zone(name);
    this.inventory = new Channel(self, ChannelKind.INVENTORY);
    this.broker = broker;
    this.writer = new EnvelopeWriter(self);
  }

  ForgedZone join() {
    Channel offer = new Channel(self, ChannelKind.OFFER);
    try {
      new TopicMaker(broker.clients())
          .ensure(
              List.of(
                  Topics.ZONES,
                  Topics.status(self.zone()),
                  Topics.insight(self.zone()),
                  Topics.keys(self),
                  Topics.log(offer),
                  Topics.state(offer),
                  Topics.log(inventory),
                  Topics.state(inventory)));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (!keys.isEmpty()) {
      write(Topics.keys(self), writer.signingKeys(new AnnouncedKeys(logId, keys, null), "now"));
    }
    Instant now = Instant.now();
    ZoneStatus status =
        new ZoneStatus(
            self.zone(),
            logId,
            keys,
            "i",
            now,
            now,
            false,
            "t",
            "Joining",
            List.of(),
            List.of(),
            List.of(),
            List.of());
    write(Topics.status(self.zone()), writer.status(status));
    write(Topics.ZONES, EnvelopeWriter.doorBell(self.zone()));
    return this;
  }

  static EventSigner newKey() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return EventSigner.of(pair.getPublic(), pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Signs with this key from the next event on; announced when it joins, now or again. */
  ForgedZone signing(EventSigner key) {
    keys.add(signer == null ? key.first(seq + 1) : signer.endorse(logId, key, seq + 1));
    signer = key;
    return this;
  }

  /** As {@link #signing}, but nobody vouches for the key. */
  ForgedZone signingUnvouched(EventSigner key) {
    keys.add(key.first(seq + 1));
    signer = key;
    return this;
  }

  ResourceKey key(String type, String name) {
    return new ResourceKey(type, "default", self, name);
  }

  static String dataplane(String zoneTag) {
    return "{\"labels\":{\"kuma.io/zone\":\"%s\"},\"spec\":%s}"
        .formatted(
            zoneTag,
            TestCp.dataplaneJson("kv")
                .replace("\"kv\"", "\"kv\",\"kuma.io/zone\":\"" + zoneTag + "\""));
  }

  /** The next event of the inventory, rightly chained. */
  ExportedEvent next(ResourceKey key, String payload) {
    String verb = payload.equals("{}") ? ".deleted.v1" : ".upserted.v1";
    return next(key, "io.meshlog." + key.type().toLowerCase(Locale.ROOT) + verb, payload);
  }

  /** The log goes on in a higher epoch without saying so. */
  void leap() {
    epoch++;
  }

  /** The log goes on in a higher epoch. */
  ExportedEvent nextEpoch() {
    epoch++;
    return next(null, EventCodec.EPOCH_STARTED, "{\"epoch\":" + epoch + "}");
  }

  /** Another log, which goes on with this one's channel once it has begun an epoch. */
  ForgedZone successor() {
    ForgedZone other = new ForgedZone(self.zone(), broker);
    other.epoch = epoch;
    other.seq = seq;
    return other;
  }

  private ExportedEvent next(@Nullable ResourceKey key, String type, String payload) {
    ExportedEvent open =
        new ExportedEvent(
            inventory,
            ++seq,
            hash,
            new byte[0],
            logId,
            epoch,
            seq,
            UUID.randomUUID(),
            key,
            type,
            1,
            payload,
            Instant.now(),
            null);
    hash = open.expectedHash();
    ExportedEvent chained = withHash(open, hash);
    return signer == null ? chained : chained.withSignature(signer.sign(chained.statement()));
  }

  /**
   * What somebody else writes in this zone's name where its next event is due: rightly chained, so
   * that only the signature tells.
   *
   * @param by null: not signed
   */
  ExportedEvent forged(ResourceKey key, String payload, @Nullable EventSigner by) {
    byte[] before = hash;
    EventSigner own = signer;
    signer = by;
    ExportedEvent event = next(key, payload);
    signer = own;
    hash = before;
    seq--;
    return event;
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

  ForgedZone log(ExportedEvent event) {
    write(Topics.log(inventory), writer.log(event, 1));
    return this;
  }

  ForgedZone state(ExportedEvent event) {
    write(Topics.state(inventory), writer.state(event, 1));
    return this;
  }

  /** Not one transaction, so the state first: whoever sees the event on the log finds it there. */
  ForgedZone both(ExportedEvent event) {
    return state(event).log(event);
  }

  void checkpoint(byte[] stateHash, int resources) {
    Checkpoint checkpoint =
        new Checkpoint(
            inventory, logId, epoch, seq, seq, hash, stateHash, resources, Instant.now());
    TopicRecord record = writer.checkpoint(checkpoint, 1);
    TopicRecord signed = signer == null ? record : EnvelopeWriter.signed(record, signer);
    write(Topics.state(inventory), signed);
    write(Topics.log(inventory), signed);
  }

  /** Somebody says at the zone's end that it holds nothing. */
  void forgedCheckpoint(EventSigner by) {
    EventSigner own = signer;
    signer = by;
    checkpoint(new byte[32], 0);
    signer = own;
  }

  void raw(TopicRecord record) {
    write(Topics.log(inventory), record);
  }

  TopicRecord logRecord(ExportedEvent event) {
    return writer.log(event, 1);
  }

  private void write(Topic topic, TopicRecord record) {
    broker.write(new ArrayList<>(List.of(Records.to(topic, record))));
  }
}
