package io.meshlog.events.chain;

import java.util.UUID;

/**
 * The hash chain over the events of one channel: each hash covers the one before, so that a
 * follower notices any event that is missing, changed or out of place (event-log-design.md section
 * 6, {@code ce_mlprevhash} and {@code ce_mlhash}).
 */
public final class ExportChain {
  private static final int LENGTH = 32;

  private ExportChain() {}

  /** The previous hash of a channel's first event: 32 zero bytes. */
  public static byte[] genesis() {
    return new byte[LENGTH];
  }

  /**
   * What a link covers besides the previous hash.
   *
   * @param logId of the log that owns the channel
   * @param channel its name, e.g. {@code zone.zone-1.offer}
   * @param epoch {@code pos} and {@code seq}: the event's place in the owner's log and channel
   * @param type CloudEvents type
   * @param subject resource key as text
   * @param payloadSha256 of the payload's bytes
   */
  public record Link(
      UUID logId,
      String channel,
      int epoch,
      long pos,
      long seq,
      String type,
      String subject,
      byte[] payloadSha256) {}

  public static byte[] next(byte[] previous, Link link) {
    return new Sha256()
        .add(previous)
        .add(link.logId())
        .add(link.channel())
        .add(link.epoch())
        .add(link.pos())
        .add(link.seq())
        .add(link.type())
        .add(link.subject())
        .add(link.payloadSha256())
        .hash();
  }
}
