package io.meshlog.bench.soak;

import io.meshlog.bench.soak.Slot.Kind;
import io.meshlog.demo.Await;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.image.MeshImage;
import io.meshlog.store.image.StateHash;
import io.meshlog.store.log.LogReader;
import io.meshlog.store.verify.LogVerifier;
import io.meshlog.sync.TestCp;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Random writes at Global and two zones at once, round after round with a fault in each; looked at
 * now and then, and wholly at the end.
 */
final class RandomHistory {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int AT_A_TIME = 40;
  private static final int OF_EACH_POLICY = 20;
  private static final int DATAPLANES = 60;
  private static final int LOOK_EVERY = 4;
  private static final int PAGE = 1_000;

  /** What can happen in a round. */
  enum Fault {
    RESTART,
    SECOND_REPLICA,
    CONNECTIONS_BROKEN,
    POSTGRES_KILLED,
    KAFKA_KILLED,
    KAFKA_WIPED,
    PARTITION,
    RECORDS_REPEATED
  }

  private final Random random;
  private final Federation federation;
  private final Journal journal;
  private final PrintStream out;
  final Findings findings;
  final Map<Fault, Integer> injected = new EnumMap<>(Fault.class);
  private final Map<String, Writer> writers = new TreeMap<>();
  long lost;

  RandomHistory(long seed, Federation federation, Journal journal, PrintStream out) {
    this.random = new Random(seed);
    this.federation = federation;
    this.journal = journal;
    this.out = out;
    this.findings = new Findings(out);
    Federation.MEMBERS.forEach((name, origin) ->
        writers.put(
            name,
            new Writer(
                name,
                slots(name),
                random.nextLong(),
                new LogSender(origin, () -> federation.member(name)),
                journal,
                findings,
                () -> false)));
  }

  private static List<Slot> slots(String owner) {
    if (!owner.equals("global")) {
      return IntStream.range(0, DATAPLANES)
          .mapToObj(i -> new Slot(owner, Kind.DATAPLANE, i))
          .toList();
    }
    return Kind.policies()
        .flatMap(kind -> IntStream.range(0, OF_EACH_POLICY).mapToObj(i -> new Slot(owner, kind, i)))
        .toList();
  }

  void play(int operations, int rounds) throws Exception {
    int each = operations / rounds / writers.size();
    List<Fault> faults = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      if (faults.isEmpty()) {
        faults.addAll(List.of(Fault.values()));
      }
      Fault fault = faults.remove(random.nextInt(faults.size()));
      List<Thread> threads = new ArrayList<>();
      for (Writer writer : writers.values()) {
        threads.add(Thread.ofVirtual().start(() -> burst(writer, each)));
      }
      Thread.sleep(random.nextInt(200));
      out.println("round " + round + " of " + rounds + ": " + fault);
      inject(fault);
      injected.merge(fault, 1, Integer::sum);
      for (Thread thread : threads) {
        thread.join();
      }
      if (round % LOOK_EVERY == 0 || round == rounds) {
        agree();
      }
    }
    lookAtLogs();
  }

  private void burst(Writer writer, int writes) {
    try {
      writer.burst(writes, AT_A_TIME);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void inject(Fault fault) throws Exception {
    List<String> names = List.copyOf(Federation.MEMBERS.keySet());
    String name = names.get(random.nextInt(names.size()));
    switch (fault) {
      case RESTART -> federation.restart(name);
      case SECOND_REPLICA -> federation.replace(name);
      case CONNECTIONS_BROKEN -> federation.breakConnections(name);
      case POSTGRES_KILLED -> federation.killPostgres();
      case KAFKA_KILLED -> federation.killKafka();
      case KAFKA_WIPED -> federation.wipeKafka();
      case PARTITION -> federation.partition(500 + random.nextInt(3_000));
      case RECORDS_REPEATED -> federation.repeatRecords(random);
    }
  }

  /** All hold the same; by steps they came to what the whole gives. */
  private void agree() {
    var imported = new ImportedLogs(logs(), findings);
    for (String zone : List.of("zone-1", "zone-2")) {
      String inventory = "zone." + zone + ".inventory";
      eventually("policies", () -> imported.difference("global", "global.policy", zone));
      eventually("inventory", () -> imported.difference(zone, inventory, "global"));
      eventually("the steps of " + zone, () -> federation.proxies(zone).difference());
    }
  }

  private void eventually(String what, Supplier<Optional<String>> difference) {
    if (!Await.within(PATIENCE, () -> difference.get().isEmpty())) {
      difference.get().ifPresent(left -> findings.add(what + " differ: " + left));
    }
  }

  private Map<String, DataSource> logs() {
    Map<String, DataSource> logs = new TreeMap<>();
    Federation.MEMBERS.keySet().forEach(name -> logs.put(name, federation.log(name)));
    return logs;
  }

  private void lookAtLogs() throws SQLException, InterruptedException {
    Map<String, LogItems> items = new TreeMap<>();
    for (String name : Federation.MEMBERS.keySet()) {
      items.put(name, LogItems.read(federation.log(name)));
      LogVerifier.Report report = new LogVerifier(federation.log(name)).verify();
      if (!report.sound()) {
        findings.add("the log of " + name + ": " + report.problem());
      }
      foldIsImage(name, federation.member(name));
      out.println("the log of " + name + " has " + report.events() + " events");
    }
    var histories = new Histories(journal, findings);
    histories.check(slot -> Objects.requireNonNull(items.get(slot.owner())).of(slot));
    lost = histories.lost();
    new ImportedLogs(logs(), findings).check();
  }

  private void foldIsImage(String name, TestCp cp) throws SQLException, InterruptedException {
    LogReader reader = cp.store().reader();
    if (!cp.store().live().await(reader.head().pos(), PATIENCE)) {
      findings.add("the image of " + name + " does not follow");
    }
    MeshImage folded = MeshImage.empty(cp.self());
    for (List<RecordedEvent> page = reader.read(0, PAGE);
        !page.isEmpty();
        page = reader.read(folded.head(), PAGE)) {
      folded = folded.apply(page).image();
    }
    if (!Arrays.equals(StateHash.of(folded), StateHash.of(cp.store().live().current()))) {
      findings.add("the image of " + name + " is not the fold of its log");
    }
  }

  long acknowledged() {
    return writers.values().stream().mapToLong(writer -> writer.acknowledged.get()).sum();
  }

  long refused() {
    return writers.values().stream().mapToLong(writer -> writer.refused.get()).sum();
  }

  long unknown() {
    return writers.values().stream().mapToLong(writer -> writer.unknown.get()).sum();
  }
}
