package io.meshlog.bench.propagate;

import com.google.protobuf.Any;
import io.meshlog.bench.ads.SimulatedProxy;
import io.meshlog.bench.ads.XdsKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One change on its way: complete when each proxy it concerns acknowledged a response that holds
 * it.
 */
final class Change {

  /** Whether a response's resources show this change. */
  @FunctionalInterface
  interface Shows {
    boolean in(XdsKind kind, List<Any> resources);
  }

  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  private final CountDownLatch left;
  private final Shows shows;
  private final AtomicLong lastAck = new AtomicLong(Long.MIN_VALUE);

  Change(List<SimulatedProxy> concerned, Shows shows) {
    concerned.forEach(proxy -> waiting.add(proxy.self().name()));
    this.left = new CountDownLatch(waiting.size());
    this.shows = shows;
  }

  void acknowledged(SimulatedProxy proxy, XdsKind kind, List<Any> resources, long nanoTime) {
    String name = proxy.self().name();
    if (waiting.contains(name) && shows.in(kind, resources) && waiting.remove(name)) {
      lastAck.accumulateAndGet(nanoTime, Math::max);
      left.countDown();
    }
  }

  /** The {@code System.nanoTime} of the last acknowledgement. */
  long await(Duration patience) throws InterruptedException {
    if (!left.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("proxies that never got the change: " + waiting);
    }
    return lastAck.get();
  }
}
