package io.meshlog.zone.ads;

import io.grpc.Status;
import io.meshlog.xds.XdsType;
import java.util.Map;

/** One open stream, as those who feed it see it. Safe for any thread. */
public interface AdsStream {
  /** Unique within this process and, being random, outside it. */
  String id();

  boolean delta();

  /** Replaces the target; the one before, if not taken yet, is forgotten. */
  void offer(Target target);

  /** Counts of the types seen so far. */
  Map<XdsType, TypeCounts> counts();

  /** Ends the stream. */
  void close(Status status);
}
