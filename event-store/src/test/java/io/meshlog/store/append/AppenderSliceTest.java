package io.meshlog.store.append;

import static io.meshlog.store.StoreFixture.append;
import static io.meshlog.store.StoreFixture.appended;
import static io.meshlog.store.StoreFixture.deleteZone;
import static io.meshlog.store.StoreFixture.putZone;
import static io.meshlog.store.StoreFixture.request;
import static io.meshlog.store.StoreFixture.zoneKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.decide.Rejection;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneSpec;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.StoreOptions;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.append.AppendOutcome.KeyReused;
import io.meshlog.store.append.AppendOutcome.Overloaded;
import io.meshlog.store.append.AppendOutcome.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AppenderSliceTest {
  private StoreFixture fixture;
  private EventStore store;

  @BeforeEach
  void open() throws Exception {
    fixture = StoreFixture.fresh();
    store = fixture.open(Origin.GLOBAL);
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @Test
  void answersWithThePositionAtWhichTheImageShowsTheChange() throws Exception {
    Appended first = appended(store.log(), putZone("east", true));
    Appended second = appended(store.log(), putZone("east", false));

    assertThat(first.position().pos()).isEqualTo(1);
    assertThat(first.created()).isTrue();
    assertThat(second.position().pos()).isEqualTo(2);
    assertThat(second.streamVersion()).isEqualTo(2);
    assertThat(second.created()).isFalse();
    assertThat(store.live().await(2, Duration.ofSeconds(10))).isTrue();
    assertThat(store.live().current().find(CoreTypes.ZONE, "", "east").orElseThrow().spec())
        .isEqualTo(new ZoneSpec(false, null, null));
  }

  @Test
  void appendsNothingWhenTheStateIsAsWanted() throws Exception {
    appended(store.log(), putZone("east", true));
    Appended again = appended(store.log(), putZone("east", true));

    assertThat(again.changed()).isFalse();
    assertThat(again.position().pos()).isEqualTo(1);
    assertThat(fixture.number("select count(*) from event")).isEqualTo(1);
  }

  @Test
  void answersARetryWithTheOldResult() throws Exception {
    AppendRequest request = request(putZone("east", true), "k1", "body");
    AppendOutcome first = append(store.log(), request);
    appended(store.log(), putZone("east", false));

    assertThat(append(store.log(), request)).isEqualTo(first);
    assertThat(append(store.log(), request(putZone("west", true), "k1", "other")))
        .isInstanceOf(KeyReused.class);
    assertThat(fixture.number("select count(*) from event")).isEqualTo(2);
  }

  @Test
  void forgetsKeysWhoseTimeIsOver() throws Exception {
    EventStore brief =
        fixture.open(
            Origin.GLOBAL,
            StoreOptions.DEFAULT.withLimits(new AppenderLimits(10, 10, Duration.ZERO)));
    for (int i = 0; i < 5; i++) {
      append(brief.log(), request(putZone("east", i % 2 == 0), "k" + i, "body"));
    }
    append(brief.log(), request(putZone("west", true), "k0", "another body"));

    assertThat(fixture.number("select count(*) from event")).isEqualTo(6);
    assertThat(fixture.number("select count(*) from command_dedup")).isLessThanOrEqualTo(1);
  }

  @Test
  void anExpectationThatDoesNotHoldChangesNothing() throws Exception {
    appended(store.log(), putZone("east", true));
    AppendOutcome stale =
        append(store.log(), request(putZone("east", false, new Expected.ExactVersion(7))));
    AppendOutcome there = append(store.log(), request(putZone("east", false, Expected.ABSENT)));

    assertThat(stale).isInstanceOf(Refused.class);
    assertThat(there).isInstanceOf(Refused.class);
    assertThat(((Refused) stale).rejection()).isInstanceOf(Rejection.Conflict.class);
    assertThat(fixture.number("select head_pos from log_meta")).isEqualTo(1);
  }

  @Test
  void versionsGoOnAfterADeletion() throws Exception {
    appended(store.log(), putZone("east", true));
    appended(store.log(), deleteZone("east"));
    Appended again = appended(store.log(), putZone("east", true, Expected.ABSENT));

    assertThat(again.created()).isTrue();
    assertThat(again.streamVersion()).isEqualTo(3);
    assertThat(fixture.number("select count(*) from stream")).isEqualTo(1);
  }

  @Test
  void aBatchIsAppendedWholeOrNotAtAll() throws Exception {
    Command refused = new Command.Batch(List.of(putZone("east", true), deleteZone("nowhere")));
    Command good = new Command.Batch(List.of(putZone("east", true), putZone("west", true)));

    assertThat(append(store.log(), request(refused))).isInstanceOf(Refused.class);
    assertThat(appended(store.log(), good).position().pos()).isEqualTo(2);
  }

  @Test
  void deletingAMeshDeletesWhatIsInIt() throws Exception {
    ResourceKey secret = CoreTypes.SECRET.key("m", Origin.GLOBAL, "s");
    ResourceKey mesh = CoreTypes.MESH.key("", Origin.GLOBAL, "m");
    appended(
        store.log(),
        new Command.Put<>(
            CoreTypes.SECRET, secret, Labels.EMPTY, new SecretSpec(null, null), Expected.ANY));
    appended(
        store.log(), StoreFixture.putMesh("m", Labels.EMPTY, io.meshlog.model.mesh.MeshSpec.EMPTY));
    Appended gone = appended(store.log(), new Command.DeleteMesh(mesh, Expected.ANY));

    assertThat(gone.position().pos()).isEqualTo(4);
    assertThat(fixture.number("select count(*) from resource_current")).isZero();
  }

  @Test
  void aFaultyCommandDoesNotDisturbItsNeighbours() throws Exception {
    ResourceKey secret = CoreTypes.SECRET.key("m", Origin.GLOBAL, "s");
    Command plain =
        new Command.Put<>(
            CoreTypes.SECRET, secret, Labels.EMPTY, SecretSpec.plain("c2VjcmV0"), Expected.ANY);
    CompletableFuture<AppendOutcome> before = store.log().append(request(putZone("a", true)));
    CompletableFuture<AppendOutcome> faulty = store.log().append(request(plain));
    CompletableFuture<AppendOutcome> nul = store.log().append(request(putZone("nul\0byte", true)));
    CompletableFuture<AppendOutcome> after = store.log().append(request(putZone("b", true)));

    assertThat(before.get(10, TimeUnit.SECONDS)).isInstanceOf(Appended.class);
    assertThat(after.get(10, TimeUnit.SECONDS)).isInstanceOf(Appended.class);
    assertThatThrownBy(() -> faulty.get(10, TimeUnit.SECONDS))
        .hasMessageContaining("is not sealed");
    assertThatThrownBy(() -> nul.get(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(fixture.number("select count(*) from event")).isEqualTo(2);
  }

  @Test
  void saysThatItIsOverloadedInsteadOfQueueingWithoutEnd() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch reached = new CountDownLatch(1);
    StoreOptions options =
        StoreOptions.DEFAULT
            .withLimits(new AppenderLimits(2, 1, Duration.ofHours(1)))
            .withFailPoint(point -> {
              reached.countDown();
              try {
                blocked.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    EventStore slow = fixture.open(Origin.GLOBAL, options);

    List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
    outcomes.add(slow.log().append(request(putZone("z0", true))));
    reached.await();
    for (int i = 1; i < 4; i++) {
      outcomes.add(slow.log().append(request(putZone("z" + i, true))));
    }

    assertThat(outcomes.get(3).getNow(new KeyReused())).isInstanceOf(Overloaded.class);
    blocked.countDown();
    assertThat(outcomes.get(2).get(10, TimeUnit.SECONDS)).isInstanceOf(Appended.class);
    assertThat(zoneKey("z3"))
        .satisfies(key -> assertThat(slow.live().current().find(key)).isEmpty());
  }

  @Test
  void refusesTheLogOfAnotherControlPlane() {
    assertThatThrownBy(() -> fixture.open(Origin.zone("z1")))
        .hasMessageContaining("holds the log of global");
  }
}
