package io.meshlog.store.log;

import io.meshlog.events.chain.Sha256;
import io.meshlog.events.signature.EventSignature;
import io.meshlog.model.event.Provenance;
import io.meshlog.model.resource.Channel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of table {@code event}, ready to be written or read back.
 *
 * @param streamId 0 when the event is about the log itself
 * @param payload and {@code meta}: canonical JSON text
 * @param originSignature of an imported event: its owner's; null when there was none
 * @param exported null when it stays in this log
 */
public record EventRow(
    long pos,
    int epoch,
    long streamId,
    long streamVersion,
    UUID eventId,
    String type,
    int schemaVersion,
    String payload,
    byte[] payloadSha256,
    String meta,
    Instant recordedAt,
    @Nullable Provenance imported,
    @Nullable EventSignature originSignature,
    @Nullable Exported exported,
    byte[] prevHash,
    byte[] hash) {

  /**
   * Its place in a channel of this log.
   *
   * @param signature null when the log had no signing key. Not covered by the row's hash: it covers
   *     what that covers, and who has the public key can check it
   */
  public record Exported(
      Channel channel,
      long seq,
      byte[] prevHash,
      byte[] hash,
      @Nullable EventSignature signature) {}

  /** The hash such a row must have: over the previous one, the fixed fields and the payload's. */
  public byte[] expectedHash() {
    Sha256 sha =
        new Sha256()
            .add(prevHash)
            .add(pos)
            .add(epoch)
            .add(streamId)
            .add(streamVersion)
            .add(eventId)
            .add(type)
            .add(schemaVersion)
            .add(meta)
            .add(ChronoUnit.MICROS.between(Instant.EPOCH, recordedAt));
    if (imported != null) {
      sha.add(imported.logId())
          .add(imported.epoch())
          .add(imported.pos())
          .add(imported.channel().name())
          .add(imported.exportSeq());
    }
    if (exported != null) {
      sha.add(exported.channel().name()).add(exported.seq()).add(exported.hash());
    }
    return sha.add(payloadSha256).hash();
  }

  EventRow withHash(byte[] value) {
    return new EventRow(
        pos,
        epoch,
        streamId,
        streamVersion,
        eventId,
        type,
        schemaVersion,
        payload,
        payloadSha256,
        meta,
        recordedAt,
        imported,
        originSignature,
        exported,
        prevHash,
        value);
  }

  EventRow withSignature(EventSignature signature) {
    Exported place = Objects.requireNonNull(exported);
    return new EventRow(
        pos,
        epoch,
        streamId,
        streamVersion,
        eventId,
        type,
        schemaVersion,
        payload,
        payloadSha256,
        meta,
        recordedAt,
        imported,
        originSignature,
        new Exported(place.channel(), place.seq(), place.prevHash(), place.hash(), signature),
        prevHash,
        hash);
  }
}
