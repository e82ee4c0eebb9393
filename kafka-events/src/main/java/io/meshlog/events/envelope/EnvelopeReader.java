package io.meshlog.events.envelope;

import io.meshlog.events.chain.ExportChain;
import io.meshlog.events.chain.ExportChain.Link;
import io.meshlog.events.chain.Sha256;
import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.signature.EventSignature;
import io.meshlog.events.signature.Statement;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.zone.SigningKey;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads records back. Pure; whatever is wrong with a record comes back as {@link
 * Received.Unreadable}, never as an exception. Says nothing of whether the content may be believed:
 * that is for whoever imports it.
 */
public final class EnvelopeReader {
  private static final HexFormat HEX = HexFormat.of();
  private static final String EVENT_SUFFIX = ".v1";
  private static final byte[] DELETION = {'{', '}'};

  private EnvelopeReader() {}

  public static Received read(TopicRecord record) {
    String type = record.header(EventHeaders.TYPE);
    if (type == null) {
      return new Received.Unreadable("no header " + EventHeaders.TYPE);
    }
    try {
      return switch (type) {
        case Checkpoint.TYPE -> new Received.OfCheckpoint(checkpoint(record));
        case WrappedKey.TYPE, WrappedKey.DESTROYED_TYPE -> new Received.OfKey(key(record));
        case AnnouncedKeys.TYPE -> new Received.OfSigningKeys(signingKeys(record));
        case ZoneStatus.TYPE ->
            new Received.OfStatus(SpecJson.plain().readValue(text(record), ZoneStatus.class));
        case Fact.TYPE -> new Received.OfFact(fact(record));
        default -> event(record, type);
      };
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      return new Received.Unreadable(type + ": " + e.getMessage());
    }
  }

  /**
   * What the signature of a record covers: the headers that place it and its value as it stands. A
   * tombstone's value is that of the deletion it stands for, {@code {}}. A wrapped key has no place
   * in a channel: its channel is empty, its numbers are 0.
   *
   * @throws IllegalArgumentException when a header it needs is missing or nonsense
   */
  public static Statement statement(TopicRecord record) {
    String type = need(record, EventHeaders.TYPE);
    byte[] value = record.value();
    byte[] content = Sha256.of(value == null ? DELETION : value);
    if (record.header(EventHeaders.CHANNEL) == null) {
      return new Statement(
          new Link(logId(record), "", 0, 0, 0, type, record.key(), content), ExportChain.genesis());
    }
    boolean checkpoint = type.equals(Checkpoint.TYPE);
    return new Statement(
        new Link(
            logId(record),
            need(record, EventHeaders.CHANNEL),
            (int) number(record, EventHeaders.EPOCH),
            number(record, EventHeaders.POS),
            number(record, EventHeaders.SEQ),
            type,
            record.key(),
            content),
        HEX.parseHex(need(record, checkpoint ? EventHeaders.HASH : EventHeaders.PREV_HASH)));
  }

  /**
   * Null when the record bears none.
   *
   * @throws IllegalArgumentException when it bears half of one
   */
  public static @Nullable EventSignature signature(TopicRecord record) {
    boolean signed =
        record.header(EventHeaders.KEY_ID) != null || record.header(EventHeaders.SIGNATURE) != null;
    return signed
        ? EventSignature.parse(
            need(record, EventHeaders.KEY_ID), need(record, EventHeaders.SIGNATURE))
        : null;
  }

  private static Received event(TopicRecord record, String type) {
    if (!type.endsWith(EVENT_SUFFIX)) {
      return new Received.Unreadable("unknown version of " + type);
    }
    ResourceKey key =
        type.equals(EventCodec.EPOCH_STARTED) ? null : ResourceKey.parse(record.key());
    ExportedEvent event =
        new ExportedEvent(
            Channel.parse(need(record, EventHeaders.CHANNEL)),
            number(record, EventHeaders.SEQ),
            HEX.parseHex(need(record, EventHeaders.PREV_HASH)),
            HEX.parseHex(need(record, EventHeaders.HASH)),
            logId(record),
            (int) number(record, EventHeaders.EPOCH),
            number(record, EventHeaders.POS),
            UUID.fromString(need(record, EventHeaders.ID)),
            key,
            type,
            EventCodec.SCHEMA_VERSION,
            record.value() == null ? "{}" : text(record),
            Instant.parse(need(record, EventHeaders.TIME)),
            record.header(EventHeaders.TRACEPARENT),
            signature(record));
    return event.isIntact()
        ? new Received.OfEvent(event, number(record, EventHeaders.TERM))
        : new Received.Unreadable("content of " + record.key() + " is not what its hash says");
  }

  private static Checkpoint checkpoint(TopicRecord record) {
    JsonNode body = SpecJson.parse(text(record));
    return new Checkpoint(
        Channel.parse(need(record, EventHeaders.CHANNEL)),
        logId(record),
        (int) number(record, EventHeaders.EPOCH),
        number(record, EventHeaders.POS),
        number(record, EventHeaders.SEQ),
        HEX.parseHex(need(record, EventHeaders.HASH)),
        HEX.parseHex(body.required("stateHash").asString()),
        body.required("resources").asInt(),
        Instant.parse(need(record, EventHeaders.TIME)));
  }

  private static WrappedKey key(TopicRecord record) {
    ResourceKey secret = ResourceKey.parse(record.key());
    if (record.value() == null) {
      return new WrappedKey(logId(record), secret, null);
    }
    JsonNode body = SpecJson.parse(text(record));
    return new WrappedKey(
        logId(record),
        secret,
        new WrappedKey.Material(
            body.required("keyId").asString(),
            body.required("ringKeyId").asString(),
            HEX.parseHex(body.required("wrapped").asString())));
  }

  private static AnnouncedKeys signingKeys(TopicRecord record) {
    JsonNode body = SpecJson.parse(text(record));
    List<SigningKey> keys = new ArrayList<>();
    for (JsonNode key : body.required("keys")) {
      keys.add(SpecJson.plain().treeToValue(key, SigningKey.class));
    }
    JsonNode proof = body.path("proof");
    return new AnnouncedKeys(
        logId(record),
        keys,
        proof.isObject()
            ? new AnnouncedKeys.RingProof(
                proof.required("ringKeyId").asString(),
                HEX.parseHex(proof.required("mac").asString()))
            : null);
  }

  private static Fact fact(TopicRecord record) {
    String[] parts = record.key().split("/", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not the key of a fact: " + record.key());
    }
    return new Fact(
        parts[0],
        parts[1].equals("-") ? "" : parts[1],
        parts[2],
        need(record, EventHeaders.ZONE),
        record.value() == null ? null : text(record));
  }

  private static UUID logId(TopicRecord record) {
    return UUID.fromString(need(record, EventHeaders.LOG_ID));
  }

  private static long number(TopicRecord record, String name) {
    return Long.parseLong(need(record, name));
  }

  private static String need(TopicRecord record, String name) {
    @Nullable String value = record.header(name);
    if (value == null) {
      throw new IllegalArgumentException("no header " + name);
    }
    return value;
  }

  private static String text(TopicRecord record) {
    byte[] value = record.value();
    if (value == null) {
      throw new IllegalArgumentException("no value");
    }
    return new String(value, StandardCharsets.UTF_8);
  }
}
