package io.meshlog.bench.soak;

import io.meshlog.bench.soak.Excuses.Excuse;
import io.meshlog.demo.Await;
import io.meshlog.demo.DemoTopology;
import io.meshlog.demo.layout.ProxyKind;
import io.meshlog.demo.layout.ProxyLayout;
import io.meshlog.demo.process.Child;
import io.meshlog.embedded.FileTree;
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
 * Random faults, of which at most two last at the same time: a control plane, the broker, a
 * database or a proxy is killed, or stopped and started later, or frozen for a while; the broker
 * may lose all it has. Runs on a thread of its own and leaves all healed.
 */
final class Faults implements Runnable {
  private static final int MOST_AT_ONCE = 2;
  private static final int QUIET_MILLIS = 6_000;
  private static final int SHORTEST_MILLIS = 1_000;
  private static final int LONGEST_MILLIS = 15_000;
  private static final Duration READY = Duration.ofSeconds(120);
  // Until every client has heard of the endpoint that is back.
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** What is done to a child. */
  private enum Way {
    KILL("kill -9"),
    STOP("stop"),
    FREEZE("freeze"),
    WIPE("wipe");

    private final String said;

    Way(String said) {
      this.said = said;
    }
  }

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
    int wayDice = random.nextInt(100);
    int millis = SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS);
    Child child =
        dice < 45
            ? topology.controlPlane(controlPlane)
            : dice < 60
                ? topology.kafka()
                : dice < 75 ? topology.postgres(controlPlane) : topology.proxy(proxy);
    Way way = way(child, wayDice);
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
    start(child, way, millis, heal, healed);
    return healed;
  }

  /** A database is never frozen: the signal would reach its first process only. */
  private Way way(Child child, int dice) {
    if (child.name().equals(topology.kafka().name()) && dice < 25) {
      return Way.WIPE;
    }
    boolean database = child.name().startsWith("postgres-");
    return dice < 50 ? Way.KILL : dice < 75 || database ? Way.STOP : Way.FREEZE;
  }

  private void start(Child child, Way way, int millis, Runnable heal, CountDownLatch healed) {
    Thread.ofVirtual()
        .name("fault " + child.name())
        .start(() -> {
          try {
            last(child, way, millis);
            heal.run();
          } catch (RuntimeException e) {
            findings.add(child.name() + " did not come back: " + e);
          } finally {
            busy.remove(child);
            healed.countDown();
          }
        });
  }

  private void last(Child child, Way way, int millis) {
    out.printf("  fault: %s %s, %d ms%n", way.said, child.name(), millis);
    switch (way) {
      case KILL -> kill(child);
      case STOP -> {
        child.stop();
        Await.within(Duration.ofMillis(millis), over);
        child.start();
      }
      case FREEZE ->
          child
              .process()
              .ifPresent(process -> {
                Freeze.freeze(process);
                Await.within(Duration.ofMillis(millis), over);
                Freeze.thaw(process);
              });
      case WIPE -> {
        child.stop();
        FileTree.delete(topology.kafkaFolder());
        child.start();
      }
    }
  }

  private static void kill(Child child) {
    long pid = child.process().map(ProcessHandle::pid).orElse(0L);
    child.kill();
    boolean back =
        Await.within(
            READY, () -> child.process().filter(process -> process.pid() != pid).isPresent());
    if (!back) {
      throw new IllegalStateException("no new process");
    }
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
      case ProxyKind.EGRESS -> route.from().equals(zone) && !route.to().equals(zone);
      case ProxyKind.INGRESS -> route.to().equals(zone) && !route.from().equals(zone);
      case ProxyKind.DEMO_APP -> route.from().equals(zone);
      case ProxyKind.KV -> route.to().equals(zone);
    };
  }
}
