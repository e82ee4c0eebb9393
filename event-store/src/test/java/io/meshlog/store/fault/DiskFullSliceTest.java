package io.meshlog.store.fault;

import static io.meshlog.store.StoreFixture.append;
import static io.meshlog.store.StoreFixture.putMesh;
import static io.meshlog.store.StoreFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.embedded.PostgresOptions;
import io.meshlog.embedded.PostgresServer;
import io.meshlog.embedded.testing.TestFolders;
import io.meshlog.embedded.testing.fault.Fault;
import io.meshlog.embedded.testing.fault.FaultRow;
import io.meshlog.embedded.testing.fault.FaultRun;
import io.meshlog.embedded.testing.fault.SmallDisk;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.append.AppendOutcome.OutcomeUnknown;
import io.meshlog.store.append.AppendOutcome.Unavailable;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.verify.LogVerifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The database on a disk that fills up: first its tables, then its write-ahead log. */
class DiskFullSliceTest {
  private static final int MEGABYTES = 112;
  private static final int LONG_TEXT = 5_000;

  private final Map<String, Long> acknowledged = new HashMap<>();
  private Random random = new Random();
  private int number;

  @Test
  @Fault(FaultRow.DISK_FULL)
  void refusesWritesWhileTheDiskIsFullAndLosesNone(FaultRun run) throws Exception {
    random = run.random();
    try (SmallDisk disk = SmallDisk.mounted(TestFolders.newFolder("small-disk"), MEGABYTES)) {
      PostgresOptions options =
          PostgresOptions.in(disk.folder())
              .onPort(DatabaseRestartSliceTest.lowPort())
              .withoutInitSync();
      PostgresServer server = PostgresServer.start(options);
      try (StoreFixture fixture = StoreFixture.on(server.database("kuma"))) {
        EventStore store = fixture.open(Origin.GLOBAL);
        for (int round = 0; round < run.times(2); round++) {
          write(store, 20);
          disk.fill(1);
          if (round % 2 == 1) {
            needsNewSegment(server);
          }
          AppendRequest refused = writeUntilRefused(store);
          assertThat(store.live().current().head()).as("still readable").isPositive();
          disk.free();
          if (!server.process().isAlive()) {
            server.close();
            server = PostgresServer.start(options);
          }
          StoreFixture.eventually(() -> append(store.log(), refused) instanceof Appended);
          write(store, 20);
          run.faults(1);
        }
        run.operations(number);
        run.lost(lost(store));
        assertThat(new LogVerifier(fixture.dataSource()).verify().problem()).isNull();
        assertThat(lost(store)).isZero();
      } finally {
        server.abandon();
      }
    }
  }

  /** The next write begins a new file of the write-ahead log, for which there is no space. */
  private static void needsNewSegment(PostgresServer server) throws SQLException {
    try (Connection admin = server.admin().connect();
        Statement statement = admin.createStatement()) {
      statement.execute("select pg_switch_wal()");
    }
  }

  private AppendRequest next() {
    String name = "m" + ++number % 20;
    Labels labels = Labels.of("number", "n" + number).with("text", incompressible());
    return request(putMesh(name, labels, MeshSpec.EMPTY), "key-" + number, "body");
  }

  private String incompressible() {
    byte[] bytes = new byte[LONG_TEXT];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private void write(EventStore store, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      AppendOutcome outcome = store.log().append(next()).get(30, TimeUnit.SECONDS);
      assertThat(outcome).isInstanceOf(Appended.class);
      acknowledged.put("n" + number, ((Appended) outcome).position().pos());
    }
  }

  private AppendRequest writeUntilRefused(EventStore store) throws Exception {
    while (true) {
      AppendRequest request = next();
      AppendOutcome outcome = store.log().append(request).get(30, TimeUnit.SECONDS);
      switch (outcome) {
        case Appended appended -> acknowledged.put("n" + number, appended.position().pos());
        case Unavailable _, OutcomeUnknown _ -> {
          return request;
        }
        default -> throw new AssertionError(outcome.toString());
      }
    }
  }

  private long lost(EventStore store) throws Exception {
    Map<String, Long> held = new HashMap<>();
    store
        .reader()
        .rows(0, Integer.MAX_VALUE)
        .forEach(entry ->
            held.put(
                entry.row().payload().replaceAll(".*\"number\":\"(n[0-9]+)\".*", "$1"),
                entry.row().pos()));
    return acknowledged.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(held.get(entry.getKey())))
        .count();
  }
}
