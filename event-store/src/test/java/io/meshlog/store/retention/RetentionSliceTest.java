package io.meshlog.store.retention;

import static io.meshlog.store.StoreFixture.appended;
import static io.meshlog.store.StoreFixture.eventually;
import static io.meshlog.store.StoreFixture.putZone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.EventStore;
import io.meshlog.store.SampleHistory;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.export.PublishCursor;
import io.meshlog.store.history.History;
import io.meshlog.store.history.HistoryEntry;
import io.meshlog.store.history.HistoryQuery;
import io.meshlog.store.image.ImageAt.BelowFloor;
import io.meshlog.store.image.Snapshotter;
import io.meshlog.store.tail.LogTail;
import io.meshlog.store.tail.TailConsumer;
import io.meshlog.store.verify.LogVerifier;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionSliceTest {
  private static final int HEAD = 120;
  private static final Channel CHANNEL = Channel.parse("global.policy");

  private StoreFixture fixture;
  private EventStore store;

  @BeforeEach
  void open() throws Exception {
    fixture = StoreFixture.fresh();
    store = fixture.open(Origin.GLOBAL);
    new SampleHistory(store, 3).upTo(HEAD);
    fixture.execute(
        """
        insert into role_lease values ('housekeeping', 1, 'test', now(), now());
        insert into role_lease values ('publish', 1, 'test', now(), now());
        """);
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private Retention retention(RetentionPolicy policy) {
    return retention(policy, Clock.systemUTC());
  }

  private Retention retention(RetentionPolicy policy, Clock clock) {
    return new Retention(fixture.dataSource(), store.reader(), policy, clock);
  }

  private static RetentionPolicy keep(long events) {
    return new RetentionPolicy(events, Duration.ZERO, 7);
  }

  private void snapshot(long pos) throws SQLException {
    store.snapshots().store(store.past().at(pos));
    assertThat(store.snapshots().verify(pos)).isTrue();
  }

  private long floor() throws SQLException {
    return fixture.number("select floor_pos from log_meta");
  }

  private static Map<ResourceKey, Resource<?>> content(MeshImage image) {
    return image
        .everything()
        .collect(Collectors.toMap(Resource::key, Function.identity(), (a, b) -> a, TreeMap::new));
  }

  @Test
  void everyStateFromTheFloorOnIsToldAsBefore() throws Exception {
    Map<Long, Map<ResourceKey, Resource<?>>> before = new TreeMap<>();
    for (long pos = 1; pos <= HEAD; pos++) {
      before.put(pos, content(store.past().at(pos)));
    }
    Instant floorTime = store.reader().read(HEAD - 61, 1).getFirst().recordedAt();
    snapshot(100);
    retention(keep(60)).enforce(1);

    assertThat(floor()).isEqualTo(HEAD - 60);
    assertThat(store.past().at(floorTime).head()).isGreaterThanOrEqualTo(floor());
    assertThatThrownBy(() -> store.past().at(Instant.EPOCH)).isInstanceOf(BelowFloor.class);
    assertThat(fixture.number("select min(pos) from event")).isEqualTo(HEAD - 60 + 1);
    for (long pos = floor(); pos <= HEAD; pos++) {
      assertThat(content(store.past().at(pos))).as("at %d", pos).isEqualTo(before.get(pos));
    }
    assertThatThrownBy(() -> store.past().at(floor() - 1))
        .isInstanceOfSatisfying(BelowFloor.class, e -> assertThat(e.floor()).isEqualTo(60));
    assertThat(new LogVerifier(fixture.dataSource()).verify().sound()).isTrue();

    snapshot(110);
    new SampleHistory(store, 4).upTo(HEAD + 30);
    retention(keep(40)).enforce(1);
    assertThat(floor()).isEqualTo(HEAD + 30 - 40);
    assertThat(content(store.past().at(floor()))).isEqualTo(before.get(floor()));
    assertThat(content(fixture.open(Origin.GLOBAL).live().current()))
        .isEqualTo(content(store.live().current()));
    assertThat(new LogVerifier(fixture.dataSource()).verify().sound()).isTrue();
    assertThat(fixture.number("select count(*) from snapshot where pos < %d".formatted(floor())))
        .isZero();
  }

  @Test
  void neitherTheFoldNorASnapshotOfAnotherVersionIsNeededToStart() throws Exception {
    snapshot(100);
    retention(keep(60)).enforce(1);
    Map<ResourceKey, Resource<?>> now = content(store.live().current());

    fixture.execute("update snapshot set fold_version = fold_version - 1");
    assertThat(content(fixture.open(Origin.GLOBAL).live().current())).isEqualTo(now);
    fixture.execute("delete from snapshot");
    assertThat(content(fixture.open(Origin.GLOBAL).live().current())).isEqualTo(now);
  }

  @Test
  void theFloorStaysBehindWhatIsNotSecured() throws Exception {
    Retention all = retention(keep(1));
    all.enforce(1);
    assertThat(floor()).as("no snapshot").isZero();

    store.snapshots().store(store.past().at(90));
    all.enforce(1);
    assertThat(floor()).as("a snapshot not read back").isZero();
    assertThatThrownBy(() -> fixture.number("select remove_events(80, 10, 1)"))
        .hasMessageContaining("no verified snapshot");

    assertThat(store.snapshots().verify(90)).isTrue();
    publishedUpTo(50);
    all.enforce(1);
    assertThat(floor()).as("not published").isEqualTo(50);
    assertThatThrownBy(() -> fixture.number("select remove_events(51, 10, 1)"))
        .hasMessageContaining("position 51 is not published yet");

    publishedUpTo(HEAD);
    all.enforce(1);
    assertThat(floor()).as("the snapshot").isEqualTo(90);
    assertThatThrownBy(() -> fixture.number("select remove_events(120, 10, 1)"))
        .hasMessageContaining("the newest event");
    assertThatThrownBy(() -> fixture.number("select remove_events(91, 10, 1)"))
        .hasMessageContaining("no verified snapshot");

    snapshot(110);
    assertThatThrownBy(() -> retention(keep(1)).enforce(2))
        .hasMessageContaining("term 2 of housekeeping is over");
    assertThat(floor()).isEqualTo(90);
  }

  private void publishedUpTo(long pos) throws SQLException {
    ExportedEvent last =
        store.exports().read(CHANNEL, 0, HEAD).stream()
            .filter(e -> e.pos() == pos)
            .toList()
            .getFirst();
    PublishCursor cursor = new PublishCursor(CHANNEL, last.epoch(), last.seq(), last.hash(), "c");
    assertThat(store.exports().moveCursor(cursor, 1)).isTrue();
  }

  @Test
  void theFloorStaysBelowAnEventOfALaterKind() throws Exception {
    fixture.execute(
        """
        alter table event disable trigger all;
        update event set type = 'io.meshlog.zone.renamed.v1' where pos = 33;
        alter table event enable trigger all;
        """);
    snapshot(100);
    retention(keep(10)).enforce(1);

    assertThat(floor()).isEqualTo(32);
  }

  @Test
  void whatACompactedTopicHoldsIsStillThere() throws Exception {
    List<ExportedEvent> before = store.exports().newest(CHANNEL, 0, HEAD);
    snapshot(100);
    retention(keep(30)).enforce(1);
    List<ExportedEvent> after = store.exports().newest(CHANNEL, 0, HEAD);

    assertThat(after)
        .extracting(ExportedEvent::eventId)
        .containsExactlyElementsOf(before.stream().map(ExportedEvent::eventId).toList());
    long floor = floor();
    assertThat(after).anyMatch(event -> event.pos() <= floor);
    assertThat(after).allMatch(ExportedEvent::isIntact);
  }

  @Test
  void historyEndsAtTheFloorAndKnowsTheStateBefore() throws Exception {
    snapshot(100);
    retention(keep(60)).enforce(1);
    HistoryQuery everything =
        new HistoryQuery(
            null, null, null, null, null, Set.of(), 0, HEAD, HistoryQuery.Page.newest(1_000));
    History.Page page = store.history().find(everything);

    assertThat(page.entries().getLast().event().pos()).isEqualTo(61);
    assertThat(page.older()).isEmpty();
    // Of each resource the floor keeps one state, so whatever comes after it knows the one before.
    assertThat(page.entries()).allMatch(HistoryEntry::beforeHeld);
    assertThat(page.entries()).anyMatch(entry -> entry.before() != null);
  }

  @Test
  void ageAloneLetsEventsGoAndSaysWhenToLookAgain() throws Exception {
    snapshot(100);
    Instant recorded = store.reader().read(100, 1).getFirst().recordedAt();
    RetentionPolicy day = new RetentionPolicy(0, Duration.ofDays(1), 1_000);

    Optional<Duration> again = retention(day).enforce(1);
    assertThat(floor()).isZero();
    assertThat(again.orElseThrow()).isBetween(Duration.ofHours(23), Duration.ofHours(25));

    Clock later = Clock.fixed(recorded.plus(Duration.ofDays(1)), ZoneOffset.UTC);
    assertThat(retention(day, later).enforce(1)).isEmpty();
    assertThat(floor()).isEqualTo(100);
  }

  @Test
  void whoPlaysTheRoleActsWhenASnapshotIsStored() throws Exception {
    try (Retention retention = retention(keep(20)).start()) {
      Snapshotter snapshotter =
          new Snapshotter(store.snapshots(), 100, () -> true, retention::snapshotStored);
      store.live().subscribe(snapshotter);
      eventually(() -> fixture.number("select count(*) from snapshot") == 1);
      assertThat(floor()).isZero();

      retention.gained(1);
      eventually(() -> floor() == HEAD - 20);
      new SampleHistory(store, 9).upTo(HEAD + 100);
      eventually(() -> floor() > HEAD - 20);
    }
    assertThat(new LogVerifier(fixture.dataSource()).verify().sound()).isTrue();
  }

  @Test
  void aReplicaFarBehindBuildsItsImageAnew() throws Exception {
    snapshot(100);
    retention(keep(30)).enforce(1);
    List<Long> told = new CopyOnWriteArrayList<>();
    TailConsumer behind =
        new TailConsumer() {
          @Override
          public void events(List<RecordedEvent> events) {
            events.forEach(event -> told.add(event.pos()));
          }

          @Override
          public long rewound() {
            told.add(0L);
            return store.live().current().head();
          }
        };
    try (LogTail tail =
        new LogTail(store.reader(), fixture.dataSource(), behind, 40, Duration.ofSeconds(30))) {
      tail.start();
      eventually(() -> tail.health().pos() == HEAD);
      appended(store.log(), putZone("next", true));
      eventually(() -> tail.health().pos() == HEAD + 1);

      assertThat(tail.health().fault()).isNull();
      assertThat(told).containsExactly(0L, HEAD + 1L);
    }
  }

  @Test
  void appendingGoesOnWhileEventsGo() throws Exception {
    snapshot(110);
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; i < 300; i++) {
                appended(store.log(), putZone("w" + i % 17, i % 2 == 0));
              }
            });
    retention(new RetentionPolicy(15, Duration.ZERO, 1)).enforce(1);
    writer.join();

    assertThat(floor()).isGreaterThanOrEqualTo(100);
    assertThat(new LogVerifier(fixture.dataSource()).verify().sound()).isTrue();
  }
}
