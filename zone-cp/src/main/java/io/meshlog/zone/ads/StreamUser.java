package io.meshlog.zone.ads;

import io.meshlog.xds.XdsType;

/**
 * Whom a stream tells what happens on it. Called on the stream's turn, one call at a time: must not
 * block.
 */
public interface StreamUser {
  /** Everything of this target is on its way: a newer one is welcome. */
  void taken(Target target);

  /** The client has everything of a target that was made from an image at {@code pos}. */
  void settled(long pos);

  /** Counts moved: something was sent, accepted or refused. */
  void moved();

  /** The client refused an answer, made from a target at {@code pos}, and keeps what it had. */
  void refused(long pos, XdsType type, String reason);

  /** The stream is over; nothing follows. */
  void closed();
}
