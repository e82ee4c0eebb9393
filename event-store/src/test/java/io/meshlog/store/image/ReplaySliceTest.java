package io.meshlog.store.image;

import static io.meshlog.store.StoreFixture.deleteZone;
import static io.meshlog.store.StoreFixture.putZone;
import static io.meshlog.store.StoreFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.model.decide.Command;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.image.MeshDelta.Change;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.StoreOptions;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.image.ImageAt.BelowFloor;
import io.meshlog.store.image.ImageAt.BeyondHead;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplaySliceTest {
  private static final int STEPS = 400;
  private final SteppingClock clock = new SteppingClock();
  private StoreFixture fixture;
  private EventStore store;

  @BeforeEach
  void open() throws Exception {
    fixture = StoreFixture.fresh();
    store = fixture.open(Origin.GLOBAL, StoreOptions.DEFAULT.withClock(clock));
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  /** Goes where the test sends it, also back. */
  private static final class SteppingClock extends Clock {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static Command random(Random random) {
    String name = "n" + random.nextInt(12);
    return switch (random.nextInt(5)) {
      case 0 -> deleteZone(name);
      case 1 ->
          StoreFixture.putMesh(name, Labels.of("team", "t" + random.nextInt(3)), MeshSpec.EMPTY);
      case 2 -> new Command.Batch(List.of(putZone(name, true), putZone(name + "b", false)));
      default -> putZone(name, random.nextInt(3) == 0 ? null : random.nextBoolean());
    };
  }

  private long randomHistory(long seed) throws Exception {
    Random random = new Random(seed);
    List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      outcomes.add(store.log().append(request(random(random))));
      if (random.nextInt(10) == 0) {
        outcomes.getLast().get(20, TimeUnit.SECONDS);
        clock.now = clock.now.plusMillis(random.nextInt(5_000) - 1_000);
      }
    }
    for (CompletableFuture<AppendOutcome> outcome : outcomes) {
      outcome.get(20, TimeUnit.SECONDS);
    }
    return store.reader().head().pos();
  }

  @Test
  void theLiveImageIsTheReplayOfTheLogHoweverItIsSplit() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Map<ResourceKey, Resource<?>> followed = new HashMap<>();
    store.live().subscribe((before, after, delta) -> follow(followed, delta.changes()));
    long head = randomHistory(seed);
    assertThat(store.live().await(head, Duration.ofSeconds(20))).isTrue();

    List<RecordedEvent> log = store.reader().read(0, Integer.MAX_VALUE);
    MeshImage live = store.live().current();
    assertThat(content(live)).as("seed %d", seed).isEqualTo(followed);
    for (int split = 0; split <= log.size(); split += 37) {
      MeshImage first = fold(MeshImage.empty(Origin.GLOBAL), log.subList(0, split));
      MeshImage whole = fold(first, log.subList(split, log.size()));
      assertThat(content(whole)).as("seed %d split %d", seed, split).isEqualTo(content(live));
    }
    for (int i = 1; i < log.size(); i++) {
      assertThat(log.get(i).recordedAt()).isAfterOrEqualTo(log.get(i - 1).recordedAt());
    }
  }

  @Test
  void theImageOfAnyPastPositionIsTheFoldUpToIt() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    long head = randomHistory(seed);
    List<RecordedEvent> log = store.reader().read(0, Integer.MAX_VALUE);
    store.live().await(head, Duration.ofSeconds(20));
    store.snapshots().store(store.past().at(head / 2));

    for (long pos = 0; pos <= head; pos += 23) {
      MeshImage expected =
          fold(MeshImage.empty(Origin.GLOBAL), log.subList(0, Math.toIntExact(pos)));
      MeshImage past = store.past().at(pos);
      assertThat(past.head()).isEqualTo(pos);
      assertThat(content(past)).as("seed %d pos %d", seed, pos).isEqualTo(content(expected));
      if (pos > 0) {
        Instant at = log.get(Math.toIntExact(pos) - 1).recordedAt();
        MeshImage then = store.past().at(at);
        assertThat(then.head()).isGreaterThanOrEqualTo(pos);
        assertThat(log.get(Math.toIntExact(then.head()) - 1).recordedAt()).isEqualTo(at);
      }
    }
    assertThatThrownBy(() -> store.past().at(head + 1)).isInstanceOf(BeyondHead.class);
    assertThat(store.past().at(Instant.EPOCH).head()).isZero();
  }

  @Test
  void startsFromASnapshotAndTheEventsAfterIt() throws Exception {
    long head = randomHistory(7);
    store.live().await(head, Duration.ofSeconds(20));
    store.snapshots().store(store.past().at(head - 10));
    MeshImage restarted = fixture.open(Origin.GLOBAL).live().current();

    assertThat(restarted.head()).isEqualTo(head);
    assertThat(content(restarted)).isEqualTo(content(store.live().current()));
  }

  @Test
  void aSnapshotThatLiesIsNotUsed() throws Exception {
    long head = randomHistory(8);
    store.live().await(head, Duration.ofSeconds(20));
    store.snapshots().store(store.past().at(head - 10));
    fixture.execute("update snapshot set state_hash = '\\x00'");

    assertThat(store.snapshots().nearest(head).head()).isZero();
    assertThat(StateHash.of(fixture.open(Origin.GLOBAL).live().current()))
        .isEqualTo(StateHash.of(store.live().current()));
  }

  @Test
  void aSnapshotterStoresOneWheneverEnoughHasHappened() throws Exception {
    Snapshotter snapshotter = new Snapshotter(store.snapshots(), 100, () -> true, () -> {});
    store.live().subscribe(snapshotter);
    long head = randomHistory(9);
    store.live().await(head, Duration.ofSeconds(20));
    StoreFixture.eventually(() -> store.snapshots().newest() >= 100);

    assertThat(store.snapshots().nearest(head).head()).isGreaterThanOrEqualTo(100);
  }

  @Test
  void whatLiesBelowTheFloorIsRefusedWithTheFloor() throws Exception {
    long head = randomHistory(10);
    store.live().await(head, Duration.ofSeconds(20));
    store.snapshots().store(store.past().at(50));
    fixture.execute(
        """
        insert into role_lease values ('housekeeping', 1, 'me', now(), now());
        update snapshot set verified_at = now();
        """);
    assertThat(fixture.number("select remove_events(50, 1000, 1)")).isEqualTo(50);

    assertThatThrownBy(() -> store.past().at(49))
        .isInstanceOfSatisfying(BelowFloor.class, e -> assertThat(e.floor()).isEqualTo(50));
    assertThatThrownBy(() -> store.past().at(Instant.EPOCH)).isInstanceOf(BelowFloor.class);
    assertThat(store.past().at(50).head()).isEqualTo(50);
    assertThat(content(fixture.open(Origin.GLOBAL).live().current()))
        .isEqualTo(content(store.live().current()));
  }

  private static void follow(Map<ResourceKey, Resource<?>> state, List<Change> changes) {
    for (Change change : changes) {
      assertThat(state.get(change.key())).isEqualTo(change.before());
      if (change.after() == null) {
        state.remove(change.key());
      } else {
        state.put(change.key(), change.after());
      }
    }
  }

  private static MeshImage fold(MeshImage image, List<RecordedEvent> events) {
    return events.isEmpty() ? image : image.apply(events).image();
  }

  private static Map<ResourceKey, Resource<?>> content(MeshImage image) {
    return image.everything().collect(Collectors.toMap(Resource::key, Function.identity()));
  }
}
