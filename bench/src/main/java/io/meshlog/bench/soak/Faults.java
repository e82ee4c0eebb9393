package io.meshlog.bench.soak;

import io.meshlog.bench.soak.Excuses.Excuse;
import io.meshlog.demo.Await;
import io.meshlog.demo.DemoTopology;
import io.meshlog.demo.layout.ProxyKind;
import io.meshlog.demo.layout.ProxyLayout;
import io.meshlog.demo.process.Child;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Random faults, of which at most two last at the same time: kill -9, or stop and start later, of a
 * control plane, the broker, a database or a proxy. Runs on a thread of its own and leaves all
 * healed.
 */
final class Faults implements Runnable {
  private static final int MOST_AT_ONCE = 2;
  private static final int QUIET_MILLIS = 6_000;
  private static final int SHORTEST_MILLIS = 1_000;
  private static final int LONGEST_MILLIS = 15_000;
  private static final Duration READY = Duration.ofSeconds(120);
  // Until every client has heard of the endpoint that is back.
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final DemoTopology topology;
  private final Random random;
  private final Excuses excuses;
  private final Findings findings;
  private final PrintStream out;
  private final BooleanSupplier over;
  private final Set<Child> busy = ConcurrentHashMap.newKeySet();
  final AtomicLong injected = new AtomicLong();

  Faults(
      DemoTopology topology,
      long seed,
      Excuses excuses,
      Findings findings,
      PrintStream out,
      BooleanSupplier over) {
    this.topology = topology;
    this.random = new Random(seed);
    this.excuses = excuses;
    this.findings = findings;
    this.out = out;
    this.over = over;
  }

  @Override
  public void run() {
    List<CountDownLatch> lasting = new ArrayList<>();
    try {
      while (!over.getAsBoolean()) {
        Thread.sleep(random.nextInt(QUIET_MILLIS));
        lasting.removeIf(fault -> fault.getCount() == 0);
        if (lasting.size() < MOST_AT_ONCE && !over.getAsBoolean()) {
          lasting.add(inject());
        }
      }
      for (CountDownLatch fault : lasting) {
        fault.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Begins a fault; the latch opens when it is healed. All random choices are made here. */
  private CountDownLatch inject() {
    List<String> controlPlanes = List.of("global", "zone-1", "zone-2");
    String controlPlane = controlPlanes.get(random.nextInt(controlPlanes.size()));
    List<ProxyLayout> proxies =
        topology.layout().zones().stream().flatMap(zone -> zone.proxies().stream()).toList();
    ProxyLayout proxy = proxies.get(random.nextInt(proxies.size()));
    int dice = random.nextInt(100);
    boolean kill = random.nextBoolean();
    int millis = SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS);
    Child child =
        dice < 45
            ? topology.controlPlane(controlPlane)
            : dice < 60
                ? topology.kafka()
                : dice < 75 ? topology.postgres(controlPlane) : topology.proxy(proxy);
    var healed = new CountDownLatch(1);
    if (!busy.add(child)) {
      healed.countDown();
      return healed;
    }
    injected.incrementAndGet();
    Runnable heal = () -> {};
    if (dice >= 75) {
      Excuse excuse = excuses.begin(route -> isOn(proxy, route));
      heal = () -> recovered(proxy, excuse);
    }
    start(child, kill, millis, heal, healed);
    return healed;
  }

  private void start(Child child, boolean kill, int millis, Runnable heal, CountDownLatch healed) {
    Thread.ofVirtual()
        .name("fault " + child.name())
        .start(() -> {
          try {
            last(child, kill, millis);
            heal.run();
          } catch (RuntimeException e) {
            findings.add(child.name() + " did not come back: " + e);
          } finally {
            busy.remove(child);
            healed.countDown();
          }
        });
  }

  private void last(Child child, boolean kill, int millis) {
    out.printf("  fault: %s %s%n", kill ? "kill -9" : "stop for " + millis + " ms", child.name());
    if (kill) {
      long pid = child.process().map(ProcessHandle::pid).orElse(0L);
      child.kill();
      boolean back =
          Await.within(
              READY, () -> child.process().filter(process -> process.pid() != pid).isPresent());
      if (!back) {
        throw new IllegalStateException("no new process");
      }
      return;
    }
    child.stop();
    Await.within(Duration.ofMillis(millis), over);
    child.start();
  }

  private void recovered(ProxyLayout proxy, Excuse excuse) {
    boolean ready =
        Await.within(READY, () -> topology.http().get(proxy.readiness()).status() == 200);
    if (!ready) {
      findings.add("proxy " + proxy.name() + " is not ready again after " + READY);
    }
    excuse.endAfter(GRACE);
  }

  private static boolean isOn(ProxyLayout proxy, Excuses.Route route) {
    String zone = proxy.zone().name();
    return switch (proxy.kind()) {
      case ProxyKind.INGRESS -> route.to().equals(zone) && !route.from().equals(zone);
      case ProxyKind.DEMO_APP -> route.from().equals(zone);
      case ProxyKind.KV -> route.to().equals(zone);
    };
  }
}
