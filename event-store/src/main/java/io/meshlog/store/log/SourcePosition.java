package io.meshlog.store.log;

import java.util.Comparator;

/** A place in the log of a resource's owner. */
public record SourcePosition(int epoch, long pos) implements Comparable<SourcePosition> {
  private static final Comparator<SourcePosition> ORDER =
      Comparator.comparingInt(SourcePosition::epoch).thenComparingLong(SourcePosition::pos);

  @Override
  public int compareTo(SourcePosition other) {
    return ORDER.compare(this, other);
  }
}
