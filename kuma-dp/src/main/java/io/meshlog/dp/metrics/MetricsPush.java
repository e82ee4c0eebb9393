package io.meshlog.dp.metrics;

import io.meshlog.dp.log.LaunchLog;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands metrics to collectors, each at its interval, by one thread, which sleeps without one. What
 * a collector does not take is lost: the next push has all sums again.
 */
public final class MetricsPush implements AutoCloseable {
  private final Gathering gathering;
  private final LaunchLog log;
  private final Thread thread;
  private final Map<String, Due> due = new HashMap<>();
  private boolean closed;

  /** Takes one {@code ExportMetricsServiceRequest}. */
  public interface Receiver {
    void take(byte[] request) throws IOException;
  }

  /**
   * @param name tells them apart
   */
  public record Target(String name, Duration interval, Receiver receiver) {}

  private record Due(String group, Target target, long nanos) {}

  private MetricsPush(Gathering gathering, LaunchLog log) {
    this.gathering = gathering;
    this.log = log;
    this.thread = Thread.ofPlatform().daemon().name("metrics-push").unstarted(this::run);
  }

  public static MetricsPush start(Gathering gathering, LaunchLog log) {
    MetricsPush push = new MetricsPush(gathering, log);
    push.thread.start();
    return push;
  }

  /** What the control plane says at {@code /meshmetric}: see {@link Gathering#told}. */
  public void told(byte[] body) {
    gathering.told(body);
    replace(
        "meshmetric",
        gathering.collectors().stream()
            .map(collector ->
                new Target(
                    collector.socket(),
                    collector.interval(),
                    new EnvoyEntrance(UnixDomainSocketAddress.of(collector.socket()))))
            .toList());
  }

  /** From now on these of this group; one that was there at the same interval keeps its turn. */
  public synchronized void replace(String group, List<Target> targets) {
    Map<String, Due> before = new HashMap<>(due);
    due.values().removeIf(one -> one.group().equals(group));
    for (Target target : targets) {
      String key = group + ' ' + target.name();
      Due known = before.get(key);
      boolean same = known != null && known.target().interval().equals(target.interval());
      long next = same ? known.nanos() : System.nanoTime() + target.interval().toNanos();
      due.put(key, new Due(group, target, next));
    }
    notifyAll();
  }

  private void run() {
    try {
      for (Target next = next(); next != null; next = next()) {
        push(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the next turn; null at the end. */
  private synchronized @Nullable Target next() throws InterruptedException {
    while (!closed) {
      Map.Entry<String, Due> first = null;
      for (Map.Entry<String, Due> each : due.entrySet()) {
        if (first == null || each.getValue().nanos() - first.getValue().nanos() < 0) {
          first = each;
        }
      }
      long now = System.nanoTime();
      if (first == null) {
        wait();
      } else if (first.getValue().nanos() - now > 0) {
        wait(Math.max(1, (first.getValue().nanos() - now) / 1_000_000));
      } else {
        Target target = first.getValue().target();
        // Not as many at once as were missed while a collector was slow.
        due.put(
            first.getKey(),
            new Due(first.getValue().group(), target, now + target.interval().toNanos()));
        return target;
      }
    }
    return null;
  }

  private void push(Target target) {
    try {
      target.receiver().take(gathering.otlp());
      log.debug("metrics were taken by " + target.name());
    } catch (IOException | RuntimeException e) {
      log.warn("metrics were not taken by " + target.name() + ": " + e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
