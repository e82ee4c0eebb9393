package io.meshlog.events.envelope;

import io.meshlog.events.chain.ExportChain;
import io.meshlog.events.chain.ExportChain.Link;
import io.meshlog.events.chain.Sha256;
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
    @Nullable String traceparent) {

  private static final String DELETED = ".deleted.v1";

  /** Key of the record on a topic, also {@code ce_subject}. */
  public String subject() {
    return key == null ? "log" : key.toString();
  }

  public boolean isDeletion() {
    return ceType.endsWith(DELETED);
  }

  /** The hash that an event with this content and this predecessor must have. */
  public byte[] expectedHash() {
    byte[] content = Sha256.of(payload.getBytes(StandardCharsets.UTF_8));
    return ExportChain.next(
        prevHash, new Link(logId, channel.name(), epoch, pos, seq, ceType, subject(), content));
  }

  /** Whether the content is what its own hash says. */
  public boolean isIntact() {
    return Arrays.equals(hash, expectedHash());
  }
}
