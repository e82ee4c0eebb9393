package io.meshlog.zone.push;

import com.google.protobuf.Struct;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.XdsType;
import io.meshlog.zone.ads.AdsStream;
import io.meshlog.zone.push.ConfigSource.View;

/**
 * Takes note of what one stream of a proxy is told and what becomes of it. Called on the workers
 * and on the stream's turn: must not block, and nothing that it does or fails to do may reach the
 * proxy.
 */
public interface PushLog {
  PushLog NONE =
      new PushLog() {
        @Override
        public void pushed(Push push) {}

        @Override
        public void accepted(long pos) {}

        @Override
        public void refused(long pos, XdsType type, String reason) {}

        @Override
        public void ended() {}
      };

  /**
   * A config on its way to the proxy.
   *
   * @param view the state that gave it
   * @param since first position whose changes it answers: below, the push before it holds
   */
  record Push(View view, long since, ProxyConfig config) {}

  void pushed(Push push);

  /** All of what was made from the image at this position is in force. */
  void accepted(long pos);

  /** An answer was refused that was made from the image at this position. */
  void refused(long pos, XdsType type, String reason);

  /** The stream is over; nothing follows. */
  void ended();

  /** Opens the log of a stream before the first push on it. */
  @FunctionalInterface
  interface Opener {
    /**
     * @param metadata raw, of its node
     */
    PushLog open(ProxyFacts facts, AdsStream stream, Struct metadata);
  }
}
