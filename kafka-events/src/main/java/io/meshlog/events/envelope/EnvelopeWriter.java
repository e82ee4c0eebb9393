package io.meshlog.events.envelope;

import io.meshlog.events.envelope.AnnouncedKeys.RingProof;
import io.meshlog.events.signature.EventSignature;
import io.meshlog.events.signature.EventSigner;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Origin;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what leaves a control plane as records (event-log-design.md section 6). Pure.
 *
 * @param self the control plane that writes
 */
public record EnvelopeWriter(Origin self) {
  private static final HexFormat HEX = HexFormat.of();

  /** For a {@code log} topic. */
  public TopicRecord log(ExportedEvent event, long term) {
    SequencedMap<String, String> headers =
        common(
            event.eventId().toString(),
            event.recordedAt().toString(),
            event.ceType(),
            event.subject());
    headers.put(EventHeaders.CHANNEL, event.channel().name());
    headers.put(EventHeaders.LOG_ID, event.logId().toString());
    headers.put(EventHeaders.EPOCH, Integer.toString(event.epoch()));
    headers.put(EventHeaders.POS, Long.toString(event.pos()));
    headers.put(EventHeaders.SEQ, Long.toString(event.seq()));
    headers.put(EventHeaders.TERM, Long.toString(term));
    headers.put(EventHeaders.PREV_HASH, HEX.formatHex(event.prevHash()));
    headers.put(EventHeaders.HASH, HEX.formatHex(event.hash()));
    if (event.signature() != null) {
      sign(headers, event.signature());
    }
    if (event.traceparent() != null) {
      headers.put(EventHeaders.TRACEPARENT, event.traceparent());
    }
    return new TopicRecord(event.subject(), bytes(event.payload()), headers);
  }

  /** For a {@code state} topic: a deletion is a tombstone, which keeps its headers for a while. */
  public TopicRecord state(ExportedEvent event, long term) {
    TopicRecord record = log(event, term);
    return event.isDeletion() ? record.asTombstone() : record;
  }

  /** For both topics of a channel. */
  public TopicRecord checkpoint(Checkpoint checkpoint, long term) {
    String id = checkpoint.logId() + ":" + checkpoint.epoch() + ":" + checkpoint.seq();
    SequencedMap<String, String> headers =
        common(id, checkpoint.at().toString(), Checkpoint.TYPE, Checkpoint.KEY);
    headers.put(EventHeaders.CHANNEL, checkpoint.channel().name());
    headers.put(EventHeaders.LOG_ID, checkpoint.logId().toString());
    headers.put(EventHeaders.EPOCH, Integer.toString(checkpoint.epoch()));
    headers.put(EventHeaders.POS, Long.toString(checkpoint.pos()));
    headers.put(EventHeaders.SEQ, Long.toString(checkpoint.seq()));
    headers.put(EventHeaders.TERM, Long.toString(term));
    headers.put(EventHeaders.HASH, HEX.formatHex(checkpoint.headHash()));
    String body =
        SpecJson.plain()
            .createObjectNode()
            .put("resources", checkpoint.resources())
            .put("stateHash", HEX.formatHex(checkpoint.stateHash()))
            .toString();
    return new TopicRecord(Checkpoint.KEY, bytes(body), headers);
  }

  /** The same record with its owner's signature. */
  public static TopicRecord signed(TopicRecord record, EventSigner signer) {
    SequencedMap<String, String> headers = new LinkedHashMap<>(record.headers());
    sign(headers, signer.sign(EnvelopeReader.statement(record)));
    return new TopicRecord(record.key(), record.value(), headers);
  }

  private static void sign(SequencedMap<String, String> headers, EventSignature signature) {
    headers.put(EventHeaders.KEY_ID, signature.keyId());
    headers.put(EventHeaders.SIGNATURE, signature.base64());
  }

  /** For a {@code keys} topic. */
  public TopicRecord key(WrappedKey key, String time) {
    WrappedKey.Material material = key.material();
    String subject = key.secret().toString();
    SequencedMap<String, String> headers =
        common(
            subject + (material == null ? "" : "/" + material.keyId()),
            time,
            material == null ? WrappedKey.DESTROYED_TYPE : WrappedKey.TYPE,
            subject);
    headers.put(EventHeaders.LOG_ID, key.logId().toString());
    String body =
        material == null
            ? null
            : SpecJson.plain()
                .createObjectNode()
                .put("keyId", material.keyId())
                .put("ringKeyId", material.ringKeyId())
                .put("wrapped", HEX.formatHex(material.wrapped()))
                .toString();
    return new TopicRecord(subject, bytes(body), headers);
  }

  /** For a {@code keys} topic. */
  public TopicRecord signingKeys(AnnouncedKeys announced, String time) {
    SequencedMap<String, String> headers =
        common(
            announced.logId() + ":" + announced.keys().size(),
            time,
            AnnouncedKeys.TYPE,
            announced.recordKey());
    headers.put(EventHeaders.LOG_ID, announced.logId().toString());
    ObjectNode body = SpecJson.plain().createObjectNode();
    body.set("keys", SpecJson.plain().valueToTree(announced.keys()));
    RingProof proof = announced.proof();
    if (proof != null) {
      body.putObject("proof")
          .put("mac", HEX.formatHex(proof.mac()))
          .put("ringKeyId", proof.ringKeyId());
    }
    return new TopicRecord(announced.recordKey(), bytes(body.toString()), headers);
  }

  /** For a {@code status} topic. */
  public TopicRecord status(ZoneStatus status) {
    return new TopicRecord(
        status.recordKey(),
        bytes(SpecJson.plain().writeValueAsString(status)),
        common(
            status.instanceId() + ':' + status.at(),
            status.at().toString(),
            ZoneStatus.TYPE,
            status.recordKey()));
  }

  /** For an {@code insight} topic. */
  public TopicRecord fact(Fact fact, String time) {
    SequencedMap<String, String> headers =
        common(fact.recordKey() + ':' + time, time, Fact.TYPE, fact.recordKey());
    headers.put(EventHeaders.ZONE, fact.zone());
    return new TopicRecord(fact.recordKey(), bytes(fact.body()), headers);
  }

  /** A zone's ring at the door bell {@code Topics.ZONES}. */
  public static TopicRecord doorBell(String zone) {
    return new TopicRecord(zone, bytes("{}"), new LinkedHashMap<>());
  }

  private SequencedMap<String, String> common(String id, String time, String type, String subject) {
    SequencedMap<String, String> headers = new LinkedHashMap<>();
    headers.put(EventHeaders.SPEC_VERSION, "1.0");
    headers.put(EventHeaders.ID, id);
    headers.put(EventHeaders.TIME, time);
    headers.put(
        EventHeaders.SOURCE, self.isGlobal() ? "/meshlog/global" : "/meshlog/zone/" + self.zone());
    headers.put(EventHeaders.TYPE, type);
    headers.put(EventHeaders.SUBJECT, subject);
    headers.put(EventHeaders.CONTENT_TYPE, "application/json");
    headers.put(EventHeaders.DATA_SCHEMA, "urn:meshlog:schema:" + type);
    return headers;
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}
