package io.meshlog.xds.policy;

import com.google.protobuf.Duration;
import io.meshlog.model.json.GoDuration;

/** Durations of confs in Envoy's terms. */
public final class Durations {
  private Durations() {}

  public static Duration of(GoDuration value) {
    return of(value.value());
  }

  public static Duration of(java.time.Duration value) {
    return Duration.newBuilder().setSeconds(value.getSeconds()).setNanos(value.getNano()).build();
  }

  public static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }
}
