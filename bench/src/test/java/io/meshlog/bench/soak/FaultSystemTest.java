package io.meshlog.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.demo.Await;
import io.meshlog.demo.DemoOptions;
import io.meshlog.demo.DemoTopology;
import io.meshlog.demo.Http;
import io.meshlog.demo.layout.ZoneLayout;
import io.meshlog.demo.process.Child;
import io.meshlog.embedded.FileTree;
import io.meshlog.embedded.testing.fault.ColdCopy;
import io.meshlog.embedded.testing.fault.Fault;
import io.meshlog.embedded.testing.fault.FaultRow;
import io.meshlog.embedded.testing.fault.FaultRun;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Faults of processes under load: while every control plane is written to and calls run between the
 * zones, something breaks. No call may fail; afterwards the history checker has the word.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultSystemTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int SETTLE = 120;
  private static final int AROUND = 15;
  private static final int WRITES_AROUND = 8;

  // Left there afterwards, for a look at the logs of what failed.
  private final Path folder =
      Path.of(System.getProperty("meshlog.root"), "bench/target/system-tests/faults");

  private final Findings findings = new Findings(System.out);
  private Random random = new Random();
  private DemoTopology topology;
  private Journal journal;

  @BeforeAll
  void startTheTopology() throws Exception {
    long seed = Long.getLong("meshlog.seed", new Random().nextLong());
    System.out.println("seed " + seed + " (repeat with -Dmeshlog.seed)");
    random = new Random(seed);
    FileTree.delete(folder);
    Files.createDirectories(folder);
    journal = Journal.open(folder.resolve("journal.jsonl"));
    topology = DemoTopology.start(DemoOptions.isolated(root(), folder.resolve("topology")));
  }

  private static Path root() {
    return Path.of(System.getProperty("meshlog.root"));
  }

  @AfterAll
  void stopTheTopology() throws Exception {
    if (topology != null) {
      topology.close();
    }
    journal.close();
  }

  private interface Injected {
    void happen() throws Exception;
  }

  /** Breaks something in the middle of the load, then checks everything. */
  private void under(FaultRun run, List<String> written, Injected fault) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    var wire = new Wire();
    List<Writer> writers = new ArrayList<>();
    for (String name : Checks.CONTROL_PLANES) {
      writers.add(
          new Writer(
              name,
              Slot.of(name),
              random.nextLong(),
              write -> wire.send(write, topology.layout()),
              journal,
              findings,
              over::get));
    }
    var calls = new Calls(topology.layout(), new Excuses(), findings, over::get);
    writers.removeIf(writer -> !written.contains(writer.owner()));
    List<Thread> threads = new ArrayList<>();
    threads.add(Thread.ofVirtual().name("calls").start(calls));
    writers.forEach(writer -> threads.add(Thread.ofVirtual().name("writer").start(writer)));
    try {
      goOn(calls, writers);
      fault.happen();
      goOn(calls, writers);
    } finally {
      over.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    var checks = new Checks(topology, journal, findings);
    checks.heal();
    for (Writer writer : writers) {
      assertThat(writer.settle(SETTLE)).as("every write has an outcome").isTrue();
    }
    checks.run();
    run.faults(1);
    run.operations(writers.stream().mapToLong(Writer::known).sum());
    run.lost(checks.lost());
    assertThat(findings.kept()).isEmpty();
  }

  private static void goOn(Calls calls, List<Writer> writers) {
    long wanted = calls.answered.get() + AROUND;
    List<Long> known = writers.stream().map(writer -> writer.known() + WRITES_AROUND).toList();
    assertThat(Await.within(PATIENCE, () -> calls.answered.get() >= wanted))
        .as("calls are answered")
        .isTrue();
    for (int i = 0; i < known.size(); i++) {
      Writer writer = writers.get(i);
      long least = known.get(i);
      assertThat(Await.within(PATIENCE, () -> writer.known() >= least))
          .as("writes have an outcome at %s", writer.owner())
          .isTrue();
    }
  }

  private static void crash(Child child) throws InterruptedException {
    long pid = child.process().orElseThrow().pid();
    child.kill();
    assertThat(child.awaitProcessOtherThan(pid, PATIENCE)).isTrue();
  }

  @Test
  @Fault({FaultRow.APPEND_KILLED, FaultRow.PUBLISHER_KILLED})
  void controlPlanesAreKilled(FaultRun run) throws Exception {
    for (int i = 0; i < run.times(1); i++) {
      under(
          run,
          Checks.CONTROL_PLANES,
          () -> {
            crash(topology.controlPlane("global"));
            crash(topology.controlPlane("zone-1"));
          });
    }
  }

  @Test
  @Fault(FaultRow.PUBLISHER_FROZEN)
  void aControlPlaneIsFrozenForLongerThanItsLeases(FaultRun run) throws Exception {
    for (int i = 0; i < run.times(1); i++) {
      under(
          run,
          Checks.CONTROL_PLANES,
          () -> {
            ProcessHandle process = topology.global().process().orElseThrow();
            Freeze.freeze(process);
            Thread.sleep(17_000);
            Freeze.thaw(process);
          });
    }
  }

  @Test
  @Fault(FaultRow.POSTGRES_DOWN)
  void databasesAreKilled(FaultRun run) throws Exception {
    for (int i = 0; i < run.times(1); i++) {
      under(
          run,
          Checks.CONTROL_PLANES,
          () -> {
            crash(topology.postgres("zone-2"));
            topology.postgres("global").killAndHold();
            Thread.sleep(3_000);
            topology.postgres("global").start();
          });
    }
  }

  @Test
  @Fault(FaultRow.KAFKA_DOWN)
  void theBrokerIsKilled(FaultRun run) throws Exception {
    for (int i = 0; i < run.times(1); i++) {
      under(
          run,
          Checks.CONTROL_PLANES,
          () -> {
            topology.kafka().killAndHold();
            Thread.sleep(5_000);
            topology.kafka().start();
          });
    }
  }

  @Test
  @Fault(FaultRow.KAFKA_WIPED)
  void theBrokerLosesAllItHas(FaultRun run) throws Exception {
    for (int i = 0; i < run.times(1); i++) {
      under(
          run,
          Checks.CONTROL_PLANES,
          () -> {
            topology.kafka().killAndHold();
            FileTree.delete(topology.kafkaFolder());
            topology.kafka().start();
          });
    }
  }

  /** What is written meanwhile at Global is not in the journal: its positions are gone for good. */
  @Test
  @Fault({FaultRow.POSTGRES_RESTORED, FaultRow.GLOBAL_LOST})
  void theDatabaseOfGlobalIsRestoredFromAnOlderCopy(FaultRun run) throws Exception {
    for (int i = 0; i < run.times(1); i++) {
      int round = i;
      under(run, List.of("zone-1", "zone-2"), () -> restore(round));
    }
  }

  private void restore(int round) throws Exception {
    Path live = topology.postgresFolder("global");
    Child database = topology.postgres("global");
    topology.global().stop();
    database.stop();
    ColdCopy copy = ColdCopy.of(live, folder.resolve("copy-" + round));
    database.start();
    topology.global().start();
    topology.awaitReady("global");
    List<String> lost = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      lost.add("restored-" + round + "-" + i);
      write(lost.getLast());
    }
    for (ZoneLayout zone : topology.layout().zones()) {
      holds(zone.controlPlane().api(), lost);
    }
    topology.global().stop();
    database.stop();
    copy.restore();
    database.start();
    topology.global().start();
    topology.awaitReady("global");
    holds(topology.layout().global().api(), lost);
  }

  private void write(String name) {
    String json =
        """
        {"type":"MeshTimeout","mesh":"default","name":"%s","spec":{"targetRef":{"kind":"Mesh"},
         "to":[{"targetRef":{"kind":"Mesh"},"default":{"http":{"requestTimeout":"60s"}}}]}}\
        """
            .formatted(name);
    URI uri = topology.layout().global().api().resolve("/meshes/default/meshtimeouts/" + name);
    Http.Answer answer = topology.http().put(uri, json);
    assertThat(answer.isOk()).as(answer.toString()).isTrue();
  }

  private void holds(URI api, List<String> names) {
    URI list = api.resolve("/meshes/default/meshtimeouts?size=1000");
    boolean all =
        Await.within(
            PATIENCE,
            () -> {
              String body = topology.http().get(list).body();
              return names.stream().allMatch(name -> body.contains('"' + name + '"'));
            });
    assertThat(all).as("%s has %s", api, names).isTrue();
  }
}
