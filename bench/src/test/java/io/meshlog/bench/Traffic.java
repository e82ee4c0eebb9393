package io.meshlog.bench;

import io.meshlog.demo.Http;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Calls some URIs in turn, one after the other, and remembers every answer that is not a 2xx. */
final class Traffic implements AutoCloseable {
  private final Http http;
  private final List<URI> targets;
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong answered = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopped;

  private Traffic(Http http, List<URI> targets) {
    this.http = http;
    this.targets = List.copyOf(targets);
  }

  static Traffic start(Http http, List<URI> targets) {
    Traffic traffic = new Traffic(http, targets);
    Thread.ofVirtual().name("traffic").start(traffic::run);
    return traffic;
  }

  private void run() {
    try {
      for (int i = 0; !stopped; i++) {
        URI target = targets.get(i % targets.size());
        Http.Answer answer = http.get(target);
        if (answer.isOk()) {
          answered.incrementAndGet();
        } else {
          failures.add(target + " -> " + answer);
        }
      }
    } finally {
      ended.countDown();
    }
  }

  long answered() {
    return answered.get();
  }

  /** Ends it and returns the calls that failed. */
  List<String> failures() throws InterruptedException {
    stopped = true;
    ended.await();
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    stopped = true;
  }
}
