package io.meshlog.store.append;

import static io.meshlog.store.StoreFixture.append;
import static io.meshlog.store.StoreFixture.putZone;
import static io.meshlog.store.StoreFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.append.AppendOutcome.Refused;
import io.meshlog.store.image.StateHash;
import io.meshlog.store.verify.LogVerifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConcurrencySliceTest {
  private static final int WRITERS = 24;
  private static final int WRITES = 50;
  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = StoreFixture.fresh();
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @Test
  void manyWritersOnTwoReplicasMakeOneDenseLog() throws Exception {
    EventStore a = fixture.open(Origin.GLOBAL);
    EventStore b = fixture.open(Origin.GLOBAL);
    Set<Long> positions = ConcurrentHashMap.newKeySet();
    inParallel(
        WRITERS,
        writer -> {
          EventLog log = writer % 2 == 0 ? a.log() : b.log();
          for (int i = 0; i < WRITES; i++) {
            Appended appended =
                StoreFixture.appended(log, putZone("z" + writer % 7 + "-" + writer, i % 2 == 0));
            positions.add(appended.position().pos());
          }
        });

    int total = WRITERS * WRITES;
    assertThat(new TreeSet<>(positions)).hasSize(total).startsWith(1L).endsWith((long) total);
    assertThat(new LogVerifier(fixture.dataSource()).verify())
        .isEqualTo(new LogVerifier.Report(total, total, null));
    assertThat(a.live().await(total, Duration.ofSeconds(20))).isTrue();
    assertThat(b.live().await(total, Duration.ofSeconds(20))).isTrue();
    assertThat(StateHash.of(a.live().current())).isEqualTo(StateHash.of(b.live().current()));
    assertThat(fixture.number("select export_seq from channel_head")).isEqualTo(total);
    assertThat(a.tail().health().missedNotifications()).isZero();
  }

  @Test
  void ofWritersWithTheSameExpectationExactlyOneWins() throws Exception {
    EventStore a = fixture.open(Origin.GLOBAL);
    EventStore b = fixture.open(Origin.GLOBAL);
    List<AppendOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());
    inParallel(
        8,
        writer -> {
          EventLog log = writer % 2 == 0 ? a.log() : b.log();
          for (int round = 0; round < 5; round++) {
            outcomes.add(
                append(log, request(putZone("round" + round, writer > 3, Expected.ABSENT))));
          }
        });

    assertThat(outcomes.stream().filter(Appended.class::isInstance)).hasSize(5);
    assertThat(outcomes.stream().filter(Refused.class::isInstance)).hasSize(35);
    assertThat(fixture.number("select count(*) from event")).isEqualTo(5);
  }

  @Test
  void retriesOfOneKeyFromEverywhereMakeOneEvent() throws Exception {
    EventStore a = fixture.open(Origin.GLOBAL);
    EventStore b = fixture.open(Origin.GLOBAL);
    Set<AppendOutcome> outcomes = ConcurrentHashMap.newKeySet();
    inParallel(
        10,
        writer -> {
          EventLog log = writer % 2 == 0 ? a.log() : b.log();
          outcomes.add(append(log, request(putZone("one", true, Expected.ABSENT), "key", "body")));
        });

    assertThat(outcomes).hasSize(1).allMatch(Appended.class::isInstance);
    assertThat(fixture.number("select count(*) from event")).isEqualTo(1);
  }

  @Test
  void nothingIsLeftBehindInAMeshThatGoes() throws Exception {
    EventStore a = fixture.open(Origin.GLOBAL);
    EventStore b = fixture.open(Origin.GLOBAL);
    ResourceKey mesh = CoreTypes.MESH.key("", Origin.GLOBAL, "m");
    inParallel(
        6,
        writer -> {
          EventLog log = writer % 2 == 0 ? a.log() : b.log();
          for (int round = 0; round < 40; round++) {
            if (writer == 0) {
              append(log, request(StoreFixture.putMesh("m", Labels.EMPTY, MeshSpec.EMPTY)));
              append(log, request(new Command.DeleteMesh(mesh, Expected.ANY)));
            } else {
              ResourceKey key = CoreTypes.SECRET.key("m", Origin.GLOBAL, "s" + writer);
              SecretSpec spec = new SecretSpec(null, null);
              Labels labels = Labels.of("round", "" + round);
              Command put = new Command.Put<>(CoreTypes.SECRET, key, labels, spec, Expected.ANY);
              append(log, request(new Command.Within(mesh, put)));
            }
          }
        });

    assertThat(fixture.number("select count(*) from stream where mesh = 'm'")).isPositive();
    assertThat(fixture.number("select count(*) from stream where mesh = 'm' and not deleted"))
        .isZero();
  }

  private interface Work {
    void run(int writer) throws Exception;
  }

  private static void inParallel(int writers, Work work) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Void>> all = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        int writer = i;
        all.add(() -> {
          work.run(writer);
          return null;
        });
      }
      for (Future<Void> each : threads.invokeAll(all)) {
        each.get();
      }
    }
  }
}
