package io.meshlog.events.envelope;

import io.meshlog.events.chain.ExportChain;
import io.meshlog.events.chain.ExportChain.Link;
import io.meshlog.events.chain.Sha256;
import io.meshlog.events.signature.EventSignature;
import io.meshlog.events.signature.Statement;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event with its place in a channel, as the channel's owner publishes it.
 *
 * @param seq dense within the channel and epoch, from 1 ({@code export_seq})
 * @param prevHash hash of the event before it in the channel
 * @param hash of this one, over {@code prevHash}: see {@link ExportChain}
 * @param logId of the owner's log; with {@code epoch} and {@code pos} its position there
 * @param key null when the event is about the log itself
 * @param ceType CloudEvents type
 * @param payload canonical JSON text
 * @param recordedAt informational only: nothing is ordered by it
 * @param traceparent W3C trace context of the write
 * @param signature of its owner; null: written before its log had a signing key
 */
public record ExportedEvent(
    Channel channel,
    long seq,
    byte[] prevHash,
    byte[] hash,
    UUID logId,
    int epoch,
    long pos,
    UUID eventId,
    @Nullable ResourceKey key,
    String ceType,
    int schemaVersion,
    String payload,
    Instant recordedAt,
    @Nullable String traceparent,
    @Nullable EventSignature signature) {

  private static final String DELETED = ".deleted.v1";

  /** Without a signature. */
  public ExportedEvent(
      Channel channel,
      long seq,
      byte[] prevHash,
      byte[] hash,
      UUID logId,
      int epoch,
      long pos,
      UUID eventId,
      @Nullable ResourceKey key,
      String ceType,
      int schemaVersion,
      String payload,
      Instant recordedAt,
      @Nullable String traceparent) {
    this(
        channel,
        seq,
        prevHash,
        hash,
        logId,
        epoch,
        pos,
        eventId,
        key,
        ceType,
        schemaVersion,
        payload,
        recordedAt,
        traceparent,
        null);
  }

  public ExportedEvent withSignature(@Nullable EventSignature value) {
    return new ExportedEvent(
        channel,
        seq,
        prevHash,
        hash,
        logId,
        epoch,
        pos,
        eventId,
        key,
        ceType,
        schemaVersion,
        payload,
        recordedAt,
        traceparent,
        value);
  }

  /** Key of the record on a topic, also {@code ce_subject}. */
  public String subject() {
    return key == null ? "log" : key.toString();
  }

  public boolean isDeletion() {
    return ceType.endsWith(DELETED);
  }

  private Link link() {
    byte[] content = Sha256.of(payload.getBytes(StandardCharsets.UTF_8));
    return new Link(logId, channel.name(), epoch, pos, seq, ceType, subject(), content);
  }

  /** What its signature covers. */
  public Statement statement() {
    return new Statement(link(), prevHash);
  }

  /** The hash that an event with this content and this predecessor must have. */
  public byte[] expectedHash() {
    return ExportChain.next(prevHash, link());
  }

  /** Whether the content is what its own hash says. */
  public boolean isIntact() {
    return Arrays.equals(hash, expectedHash());
  }
}
