package io.meshlog.zone.ads;

import java.util.concurrent.CompletionStage;

/** Decides who may open a stream. */
public interface StreamGate {
  /**
   * Called once per stream, on the stream's turn: must not block. No further request of the stream
   * is read before it completes. Completing with a {@code StatusException} or {@code
   * StatusRuntimeException} ends the stream with that status.
   */
  CompletionStage<StreamUser> open(StreamOpening opening, AdsStream stream);
}
