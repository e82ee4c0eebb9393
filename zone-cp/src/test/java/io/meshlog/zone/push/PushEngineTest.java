package io.meshlog.zone.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.zone.ads.Target;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PushEngineTest {
  private final ScriptedSource source = new ScriptedSource();

  /** Work that waits; the test is the worker. */
  private final Queue<Runnable> queue = new ArrayDeque<>();

  /** Timers that have not fired; the test is the clock. */
  private final Queue<Runnable> timers = new ArrayDeque<>();

  private long now;

  private final PushEngine engine = new PushEngine(source, queue::add, timers::add, () -> now);

  private void move(Set<Dep> touched) {
    engine.moved(touched, source.state.get().pos());
  }

  private void work() {
    for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
      task.run();
    }
  }

  private static ProxyFacts proxy(String name) {
    return ProxyFacts.of(ProxyKey.dataplane(ScriptedSource.MESH, name));
  }

  private static Map<String, String> versions(Target target, XdsType type) {
    Map<String, String> versions = new TreeMap<>();
    target
        .resources()
        .getOrDefault(type, new TreeMap<>())
        .forEach((name, resource) -> versions.put(name, resource.version()));
    return versions;
  }

  @Test
  void offersATargetWhenTheProxyAppearsAndNotBefore() throws Exception {
    ScriptedStream stream = new ScriptedStream();
    ProxySlot slot = engine.connect(proxy("a"), stream, PushLog.NONE);
    work();
    assertThat(stream.offered).isEmpty();
    assertThat(slot.trouble()).isEqualTo("unknown");

    move(source.wants(proxy("a"), Set.of("web")));
    work();

    assertThat(versions(stream.next(), XdsType.CLUSTER)).containsOnlyKeys("web");
    assertThat(slot.trouble()).isEmpty();
  }

  @Test
  void generatesOnlyForProxiesThatDependOnWhatWasTouched() throws Exception {
    move(source.wants(proxy("a"), Set.of("web")));
    move(source.wants(proxy("b"), Set.of("db")));
    ScriptedStream a = new ScriptedStream();
    ScriptedStream b = new ScriptedStream();
    ProxySlot ofA = engine.connect(proxy("a"), a, PushLog.NONE);
    ProxySlot ofB = engine.connect(proxy("b"), b, PushLog.NONE);
    work();
    a.take(ofA);
    b.take(ofB);
    int before = source.generated.get();

    move(source.shape("web", 2));
    work();

    assertThat(source.generated.get() - before).isEqualTo(1);
    assertThat(a.offered).hasSize(2);
    assertThat(b.offered).hasSize(1);
  }

  @Test
  void swapsEndpointsWithoutGenerating() throws Exception {
    move(source.wants(proxy("a"), Set.of("web", "db")));
    ScriptedStream stream = new ScriptedStream();
    ProxySlot slot = engine.connect(proxy("a"), stream, PushLog.NONE);
    work();
    stream.take(slot);
    Target first = stream.next();
    int before = source.generated.get();

    move(source.endpoints("web", 5));
    work();

    Target second = stream.next();
    assertThat(source.generated.get()).isEqualTo(before);
    assertThat(versions(second, XdsType.ENDPOINT)).containsEntry("web", "5");
    assertThat(second.resources().get(XdsType.CLUSTER))
        .isSameAs(first.resources().get(XdsType.CLUSTER));
  }

  @Test
  void coalescesABurstWhileTheStreamIsBusy() throws Exception {
    move(source.wants(proxy("a"), Set.of("web")));
    ScriptedStream stream = new ScriptedStream();
    ProxySlot slot = engine.connect(proxy("a"), stream, PushLog.NONE);
    work();
    int before = source.generated.get();

    for (int i = 1; i <= 100; i++) {
      move(source.shape("web", i));
      work();
    }
    assertThat(stream.offered).as("while the first is not taken").hasSize(1);
    stream.take(slot);
    work();

    stream.next();
    assertThat(versions(stream.next(), XdsType.CLUSTER)).containsEntry("web", "100");
    assertThat(source.generated.get() - before).isEqualTo(1);
  }

  @Test
  void waitsForAStreamThatDoesNotTakeItsTargetOnlySoLong() throws Exception {
    move(source.wants(proxy("a"), Set.of("web")));
    ScriptedStream stream = new ScriptedStream();
    engine.connect(proxy("a"), stream, PushLog.NONE);
    work();
    stream.next();
    assertThat(timers).as("nothing waits for it").isEmpty();

    for (int i = 1; i <= 100; i++) {
      move(source.shape("web", i));
      work();
    }
    assertThat(stream.offered).isEmpty();
    assertThat(timers).as("one for all that waits").hasSize(1);

    timers.remove().run();
    work();

    assertThat(versions(stream.next(), XdsType.CLUSTER)).containsEntry("web", "100");
    move(source.shape("web", 101));
    work();
    assertThat(stream.offered).as("one more has to wait again").isEmpty();
    assertThat(timers).hasSize(1);
  }

  @Test
  void aTimerOfAnEarlierTargetMeansNothing() throws Exception {
    move(source.wants(proxy("a"), Set.of("web")));
    ScriptedStream stream = new ScriptedStream();
    ProxySlot slot = engine.connect(proxy("a"), stream, PushLog.NONE);
    work();
    move(source.shape("web", 1));
    stream.take(slot);
    work();
    move(source.shape("web", 2));
    assertThat(stream.offered).hasSize(2);
    timers.remove().run();
    work();

    assertThat(stream.offered).hasSize(2);
  }

  /** Below it, the push before holds: what lies between was never told apart. */
  @Test
  void saysOfEachPushFromWhereOnItAnswersChanges() {
    List<String> told = new ArrayList<>();
    PushLog log =
        new PushLog() {
          @Override
          public void pushed(Push push) {
            told.add(push.since() + ".." + push.view().pos());
          }

          @Override
          public void accepted(long pos) {}

          @Override
          public void refused(long pos, XdsType type, String reason) {}

          @Override
          public void ended() {}
        };
    move(source.wants(proxy("a"), Set.of("web")));
    ScriptedStream stream = new ScriptedStream();
    ProxySlot slot = engine.connect(proxy("a"), stream, log);
    work();
    stream.take(slot);
    move(source.shape("unrelated", 1));
    move(source.shape("web", 1));
    move(source.shape("web", 2));
    work();
    source.poison = "web";
    move(source.shape("web", 3));
    stream.take(slot);
    work();
    source.poison = "";
    move(source.shape("web", 4));
    work();

    assertThat(told).containsExactly("1..1", "3..4", "5..6");
  }

  @Test
  void keepsTheLastConfigWhenOneCannotBeMadeAndCatchesUpWhole() throws Exception {
    move(source.wants(proxy("a"), Set.of("web")));
    ScriptedStream stream = new ScriptedStream();
    ProxySlot slot = engine.connect(proxy("a"), stream, PushLog.NONE);
    work();
    stream.take(slot);
    stream.next();
    source.poison = "web";
    move(source.shape("web", 7));
    work();
    assertThat(stream.offered).isEmpty();
    assertThat(slot.trouble()).contains("poisoned");
    assertThat(slot.config()).isPresent();

    source.poison = "";
    move(source.endpoints("web", 8));
    work();

    Target next = stream.next();
    assertThat(versions(next, XdsType.CLUSTER)).containsEntry("web", "7");
    assertThat(versions(next, XdsType.ENDPOINT)).containsEntry("web", "8");
  }

  /** Nobody knows what it read: it is in no index. */
  @Test
  void aProxyWhoseFirstConfigCannotBeMadeGetsOneAfterWhateverMendsIt() throws Exception {
    move(source.wants(proxy("a"), Set.of("web")));
    source.poison = "web";
    ScriptedStream stream = new ScriptedStream();
    ProxySlot slot = engine.connect(proxy("a"), stream, PushLog.NONE);
    work();
    assertThat(slot.trouble()).contains("poisoned");
    assertThat(stream.offered).isEmpty();
    int tries = source.generated.get();
    work();
    assertThat(source.generated).as("not without a change").hasValue(tries);

    source.poison = "";
    move(source.shape("unrelated", 1));
    work();

    assertThat(versions(stream.next(), XdsType.CLUSTER)).containsOnlyKeys("web");
    assertThat(slot.trouble()).isEmpty();
    stream.take(slot);
    tries = source.generated.get();
    move(source.shape("unrelated", 2));
    work();
    assertThat(source.generated).as("it is mended").hasValue(tries);
  }

  @Test
  void knowsUpToWhichPositionAProxyIsUpToDate() {
    move(source.wants(proxy("a"), Set.of("web")));
    ScriptedStream stream = new ScriptedStream();
    ProxySlot slot = engine.connect(proxy("a"), stream, PushLog.NONE);
    work();
    stream.take(slot);
    assertThat(slot.ackedPos()).isZero();
    slot.settled(1);
    assertThat(slot.ackedPos()).isEqualTo(1);

    move(source.shape("unrelated", 1));
    assertThat(slot.ackedPos()).as("untouched by it").isEqualTo(2);
    move(source.shape("web", 1));
    assertThat(slot.ackedPos()).as("touched, not accepted").isEqualTo(1);
  }

  @Test
  void forgetsAProxyThatLeft() {
    move(source.wants(proxy("a"), Set.of("web")));
    ScriptedStream stream = new ScriptedStream();
    ProxySlot slot = engine.connect(proxy("a"), stream, PushLog.NONE);
    work();

    slot.close();
    move(source.shape("web", 1));
    work();

    assertThat(stream.offered).hasSize(1);
    assertThat(engine.slots()).isEmpty();
    assertThat(engine.index().size()).isZero();
  }

  @Test
  void endsWithWhatAFullRebuildGivesWhateverTheInterleaving() throws Exception {
    for (int round = 0; round < 30; round++) {
      long seed = System.nanoTime();
      try {
        interleave(new Random(seed));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static void interleave(Random random) throws Exception {
    ScriptedSource source = new ScriptedSource();
    ExecutorService workers = Executors.newFixedThreadPool(3);
    PushEngine engine = new PushEngine(source, workers, Runnable::run);
    List<String> services = List.of("a", "b", "c", "d");
    Map<ProxySlot, ScriptedStream> slots = new HashMap<>();
    List<ProxyFacts> proxies = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      proxies.add(proxy("p" + i));
    }
    for (int step = 0; step < 200; step++) {
      Set<Dep> touched =
          switch (random.nextInt(4)) {
            case 0 -> {
              ProxyFacts proxy = proxies.get(random.nextInt(proxies.size()));
              Set<String> wanted = new HashSet<>(services);
              wanted.removeIf(_ -> random.nextBoolean());
              yield source.wants(proxy, wanted);
            }
            case 1 -> source.shape(services.get(random.nextInt(4)), random.nextInt());
            default -> source.endpoints(services.get(random.nextInt(4)), random.nextInt());
          };
      engine.moved(touched, source.state.get().pos());
      if (slots.size() < proxies.size() && random.nextInt(10) == 0) {
        ScriptedStream stream = new ScriptedStream();
        slots.put(engine.connect(proxies.get(slots.size()), stream, PushLog.NONE), stream);
      }
      slots.forEach((slot, stream) -> {
        if (random.nextBoolean()) {
          stream.take(slot);
        }
      });
    }
    proxies.forEach(proxy -> engine.moved(source.wants(proxy, Set.of("a", "c")), 0));
    settle(workers, slots);
    ConfigSource.View end = source.view();
    slots.forEach((slot, stream) -> {
      Target last = stream.last;
      assertThat(last).isNotNull();
      if (end.generate(slot.facts()) instanceof ConfigSource.Outcome.Made(var config)
          && last != null) {
        assertThat(last.resources()).isEqualTo(config.resources());
      }
    });
    workers.shutdownNow();
  }

  /** Each pass waits for the workers, then lets every stream take what it was offered. */
  private static void settle(ExecutorService workers, Map<ProxySlot, ScriptedStream> slots)
      throws Exception {
    for (int pass = 0; pass < 20; pass++) {
      CountDownLatch idle = new CountDownLatch(3);
      for (int i = 0; i < 3; i++) {
        workers.execute(() -> {
          idle.countDown();
          try {
            idle.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
      }
      assertThat(idle.await(20, TimeUnit.SECONDS)).isTrue();
      slots.forEach((slot, stream) -> stream.take(slot));
    }
  }

  /** Sixteen proxies that call one service, all at this moment. */
  private Map<ProxySlot, ScriptedStream> surge() throws Exception {
    Map<ProxySlot, ScriptedStream> slots = new LinkedHashMap<>();
    for (int i = 0; i < 16; i++) {
      ProxyFacts facts = proxy("many-" + i);
      move(source.wants(facts, Set.of("web")));
      ScriptedStream stream = new ScriptedStream();
      slots.put(engine.connect(facts, stream, PushLog.NONE), stream);
    }
    work();
    for (Map.Entry<ProxySlot, ScriptedStream> each : slots.entrySet()) {
      each.getValue().take(each.getKey());
    }
    return slots;
  }

  private static List<Integer> offers(Map<ProxySlot, ScriptedStream> slots) {
    return slots.values().stream().map(stream -> stream.offered.size()).distinct().toList();
  }

  @Test
  void whileManyComeAtOnceTheirEndpointsAreToldOnceAtTheDueTime() throws Exception {
    Map<ProxySlot, ScriptedStream> slots = surge();
    for (int i = 0; i < 10; i++) {
      move(source.endpoints("web", i));
      work();
    }
    assertThat(offers(slots)).containsExactly(1);
    assertThat(timers).hasSize(1);
    assertThat(slots.keySet()).allSatisfy(slot -> assertThat(slot.ackedPos()).isLessThan(pos()));

    timers.remove().run();
    work();

    assertThat(offers(slots)).containsExactly(2);
    assertThat(timers).isEmpty();
    for (ScriptedStream stream : slots.values()) {
      stream.next();
      assertThat(stream.next().resources()).isEqualTo(made(proxy("many-0")));
    }
  }

  private long pos() {
    return source.state.get().pos();
  }

  private Map<XdsType, SortedMap<String, XdsResource>> made(ProxyFacts facts) {
    return source.view().generate(facts) instanceof ConfigSource.Outcome.Made(var config)
        ? config.resources()
        : Map.of();
  }

  @Test
  void whileManyComeAtOnceAChangeOfTheProxyItselfDoesNotWait() throws Exception {
    Map<ProxySlot, ScriptedStream> slots = surge();
    move(source.endpoints("web", 1));
    move(source.wants(proxy("many-0"), Set.of("web", "db")));
    work();
    assertThat(slots.values().stream().map(stream -> stream.offered.size()))
        .containsOnlyOnce(2)
        .contains(1);
  }

  @Test
  void afterwardsEndpointsAreToldAtOnce() throws Exception {
    Map<ProxySlot, ScriptedStream> slots = surge();
    now += 500_000_000;
    move(source.endpoints("web", 1));
    work();
    assertThat(offers(slots)).containsExactly(2);
    assertThat(timers).isEmpty();
  }

  @Test
  void aNewProxyIsServedWhileOthersWait() throws Exception {
    surge();
    move(source.endpoints("web", 1));
    move(source.wants(proxy("late"), Set.of("web")));
    ScriptedStream late = new ScriptedStream();
    engine.connect(proxy("late"), late, PushLog.NONE);
    work();
    assertThat(late.offered).hasSize(1);
  }
}
