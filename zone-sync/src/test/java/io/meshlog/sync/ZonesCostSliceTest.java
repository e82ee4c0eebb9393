package io.meshlog.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.events.topic.Topics;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.types.CoreTypes;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What an event costs Global does not depend on how many zones there are. */
class ZonesCostSliceTest {
  private static final Channel POLICY = Channel.parse("global.policy");
  private static final int EVENTS = 10;

  /** A thread is at rest when it did nothing for so long; a slow machine only makes this longer. */
  private static final long AT_REST_MS = 300;

  /**
   * Global's work for the events of one kind.
   *
   * @param statements by thread
   * @param steps of the image
   * @param records on the topics of Global's channel
   */
  private record Work(Map<String, Long> statements, long steps, long records) {
    long inAll() {
      return statements.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private record Federation(Work ofZone, Work ofGlobal) {}

  @Test
  void anEventOfAZoneAndOneOfGlobalCostTheSameWithTwoZonesAndWithFifty() throws Exception {
    Federation few = measured(2);
    Federation many = measured(50);

    assertThat(few.ofZone().statements()).containsOnlyKeys("import zone.real.inventory");
    assertThat(many.ofZone()).isEqualTo(few.ofZone());
    assertThat(few.ofGlobal().statements())
        .containsOnlyKeys("meshlog-appender", "publish global.policy");
    assertThat(many.ofGlobal()).isEqualTo(few.ofGlobal());
  }

  /** One zone is a whole control plane; what the others say is written by the test. */
  private static Federation measured(int zones) throws Exception {
    TestBroker broker = TestBroker.shared().emptied().silent();
    try (TestCp global = TestCp.global(broker);
        TestCp real = TestCp.zone("real", broker)) {
      global.putMesh("default");
      real.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "default");
      for (int i = 1; i < zones; i++) {
        ForgedZone forged = new ForgedZone("forged-" + i, broker).join();
        forged.both(
            forged.next(forged.key("Dataplane", "dp"), ForgedZone.dataplane("forged-" + i)));
      }
      for (int i = 1; i < zones; i++) {
        global.awaits(CoreTypes.DATAPLANE, "default", Origin.zone("forged-" + i), "dp");
      }
      return new Federation(
          work(
              global,
              broker,
              i -> {
                real.putDataplane("default", "dp-" + i, "kv");
                global.awaits(CoreTypes.DATAPLANE, "default", Origin.zone("real"), "dp-" + i);
              }),
          work(
              global,
              broker,
              i -> {
                global.put(
                    CoreTypes.MESH,
                    "",
                    "default",
                    Labels.of("n", "" + i),
                    SpecJson.read(CoreTypes.MESH, "{}"));
                Until.holds(
                    "the zone has it",
                    () ->
                        real.find(CoreTypes.MESH.key("", Origin.GLOBAL, "default"))
                            .filter(mesh -> ("" + i).equals(mesh.labels().get("n")))
                            .isPresent());
              }));
    }
  }

  @FunctionalInterface
  private interface Event {
    void happens(int i) throws Exception;
  }

  private static Work work(TestCp global, TestBroker broker, Event event) throws Exception {
    AtomicLong steps = new AtomicLong();
    try (AutoCloseable _ = global.store().live().subscribe((a, b, c) -> steps.incrementAndGet())) {
      Map<String, Long> before = atRest(global);
      long stepsBefore = steps.get();
      long recordsBefore = records(broker);
      for (int i = 0; i < EVENTS; i++) {
        event.happens(i);
        atRest(global);
      }
      Map<String, Long> done = new TreeMap<>();
      atRest(global)
          .forEach((thread, count) -> {
            long more = count - before.getOrDefault(thread, 0L);
            // What is handed to the fold may come late; then it reads the log, on any machine and
            // however many zones there are.
            if (more > 0 && !thread.equals("meshlog-fold")) {
              done.put(thread, more);
            }
          });
      return new Work(done, steps.get() - stepsBefore, records(broker) - recordsBefore);
    }
  }

  private static Map<String, Long> atRest(TestCp global) throws InterruptedException {
    Map<String, Long> now = global.statements();
    while (true) {
      TimeUnit.MILLISECONDS.sleep(AT_REST_MS);
      Map<String, Long> later = global.statements();
      if (later.equals(now)) {
        return now;
      }
      now = later;
    }
  }

  private static long records(TestBroker broker) {
    return broker.read(Topics.log(POLICY)).size() + broker.read(Topics.state(POLICY)).size();
  }
}
