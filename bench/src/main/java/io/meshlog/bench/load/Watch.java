package io.meshlog.bench.load;

import io.meshlog.bench.ads.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/** Waits until each proxy that a change concerns has received it. */
final class Watch {
  private final BitSet concerned;
  private final Kind kind;
  private final byte[] marker;
  private final AtomicLongArray receipts;
  private final CountDownLatch left;

  /**
   * @param marker bytes of a response that holds the change; empty: any response of its type
   */
  Watch(BitSet concerned, Kind kind, byte[] marker) {
    this.concerned = concerned;
    this.kind = kind;
    this.marker = marker;
    this.receipts = new AtomicLongArray(concerned.length());
    this.left = new CountDownLatch(concerned.cardinality());
  }

  void received(int proxy, Received response, long nanoTime) {
    if (concerned.get(proxy)
        && receipts.get(proxy) == 0
        && response.is(kind.shownIn())
        && response.holds(marker)
        && receipts.compareAndSet(proxy, 0, nanoTime)) {
      left.countDown();
    }
  }

  /**
   * @param answered {@code System.nanoTime} at which the change was acknowledged to who made it
   * @return from then to each receipt, in nanoseconds; 0 for what came before the answer
   */
  List<Long> latencies(long answered, Duration patience) throws InterruptedException {
    if (!left.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(
          left.getCount() + " of " + concerned.cardinality() + " proxies never got a change");
    }
    List<Long> latencies = new ArrayList<>(concerned.cardinality());
    concerned.stream().forEach(proxy -> latencies.add(Math.max(0, receipts.get(proxy) - answered)));
    return latencies;
  }
}
