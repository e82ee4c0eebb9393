package io.meshlog.bench.load;

import com.google.protobuf.Duration;
import io.meshlog.bench.ads.XdsKind;
import java.nio.charset.StandardCharsets;

/** A kind of change, whose n-th has a value that no other response holds. */
public enum Kind {
  /** One more instance of a service that a share of all proxies calls. */
  ENDPOINT(XdsKind.ENDPOINT),
  /** One more instance of the service that a few proxies call, however many there are. */
  RARE(XdsKind.ENDPOINT),
  /** One more instance of a service that nobody calls. */
  UNRELATED(XdsKind.ENDPOINT),
  /** A MeshTimeout for everybody; its milliseconds are the value. */
  POLICY(XdsKind.LISTENER);

  private final XdsKind shownIn;

  Kind(XdsKind shownIn) {
    this.shownIn = shownIn;
  }

  /** The resources that show it. */
  XdsKind shownIn() {
    return shownIn;
  }

  /** Bytes of a response that show the n-th change: an instance's address, or a timeout. */
  byte[] marker(int n) {
    return switch (this) {
      case ENDPOINT, RARE, UNRELATED -> address(n).getBytes(StandardCharsets.US_ASCII);
      case POLICY ->
          Duration.newBuilder()
              .setSeconds(millis(n) / 1000)
              .setNanos(millis(n) % 1000 * 1_000_000)
              .build()
              .toByteArray();
    };
  }

  /** Of one length, so that none is the beginning of another. */
  static String address(int n) {
    return "10.%d.%d.%d".formatted(200 + n / 10_000 % 50, 100 + n / 100 % 100, 100 + n % 100);
  }

  /** Never a whole number of seconds, so that the encoded duration has two fields. */
  static int millis(int n) {
    return 20_001 + 2 * n;
  }
}
