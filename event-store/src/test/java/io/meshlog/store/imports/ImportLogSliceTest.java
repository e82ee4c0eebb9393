package io.meshlog.store.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.embedded.testing.fault.Fault;
import io.meshlog.embedded.testing.fault.FaultRow;
import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.CurrentState;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.event.MeshEvent.OfResource;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneIngressSpec;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.export.PublishCursor;
import io.meshlog.store.export.Recovery;
import io.meshlog.store.image.StateHash;
import io.meshlog.store.imports.ContentCheck.Reason;
import io.meshlog.store.imports.ContentCheck.Verdict;
import io.meshlog.store.imports.ImportCursor.KafkaPlace;
import io.meshlog.store.imports.ImportOutcome.BrokenChain;
import io.meshlog.store.imports.ImportOutcome.EpochChanged;
import io.meshlog.store.imports.ImportOutcome.Gap;
import io.meshlog.store.imports.ImportOutcome.Imported;
import io.meshlog.store.imports.ImportOutcome.LeaseLost;
import io.meshlog.store.verify.LogVerifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImportLogSliceTest {
  private static final Origin ZONE = Origin.zone("z1");
  private static final Channel OFFER = new Channel(ZONE, ChannelKind.OFFER);
  private static final long TERM = 3;

  private final EventCodec codec = new EventCodec(StoreFixture.TYPES);
  private StoreFixture zoneSide;
  private StoreFixture globalSide;
  private EventStore zone;
  private EventStore global;

  @BeforeEach
  void open() throws Exception {
    zoneSide = StoreFixture.fresh();
    globalSide = StoreFixture.fresh();
    zone = zoneSide.open(ZONE);
    global = globalSide.open(Origin.GLOBAL);
    globalSide.execute(
        "insert into role_lease values ('import', 3, 'me', now(), now() + interval '1 hour')");
    zoneSide.execute(
        "insert into role_lease values ('publish', 3, 'me', now(), now() + interval '1 hour')");
  }

  @AfterEach
  void close() throws Exception {
    zoneSide.close();
    globalSide.close();
  }

  private static ResourceKey key(String name) {
    return CoreTypes.ZONE_INGRESS.key("", ZONE, name);
  }

  private void put(String name, String marker) {
    StoreFixture.appended(
        zone.log(),
        new Command.Put<>(
            CoreTypes.ZONE_INGRESS,
            key(name),
            Labels.of("m", marker),
            new ZoneIngressSpec("z1", null, null),
            Expected.ANY));
  }

  private void delete(String name) {
    StoreFixture.appended(zone.log(), new Command.Delete(key(name), Expected.ANY));
  }

  private List<ImportedRecord> exported(long afterSeq) throws Exception {
    return zone.exports().read(OFFER, afterSeq, 10_000).stream()
        .map(event -> ImportedRecord.of(event, event.seq() + 100, new byte[] {1}, Map.of()))
        .toList();
  }

  private ImportOutcome take(List<ImportedRecord> records) throws Exception {
    return take(records, this::good, TERM);
  }

  private ImportOutcome take(List<ImportedRecord> records, ContentCheck check, long term)
      throws Exception {
    return global
        .imports()
        .importBatch(zone.identity().logId(), OFFER, records, place(500), check, term);
  }

  private static KafkaPlace place(long offset) {
    return new KafkaPlace("cluster", "meshlog.v1.zone.z1.offer.log", 0, offset, null);
  }

  private Verdict good(ExportedEvent event, CurrentState state) {
    OfResource decoded = (OfResource) codec.decode(event.ceType(), event.key(), event.payload());
    return new Verdict.Accepted(decoded, codec.encode(decoded), true);
  }

  private void assertSameStateOnBothSides() throws Exception {
    global.live().await(global.reader().head().pos(), Duration.ofSeconds(10));
    zone.live().await(zone.reader().head().pos(), Duration.ofSeconds(10));
    assertThat(StateHash.of(global.live().current(), OFFER))
        .isEqualTo(StateHash.of(zone.live().current(), OFFER));
    assertThat(new LogVerifier(globalSide.dataSource()).verify().problem()).isNull();
  }

  @Test
  void takesInEachRecordOnceWithItsProvenance() throws Exception {
    put("a", "1");
    put("b", "1");
    put("a", "2");
    delete("b");
    ImportOutcome first = take(exported(0));
    ImportOutcome again = take(exported(0));
    ImportOutcome overlap = take(exported(2));

    assertThat(first)
        .isInstanceOfSatisfying(
            Imported.class,
            i -> {
              assertThat(i.appended()).isEqualTo(4);
              assertThat(i.cursor().seq()).isEqualTo(4);
              assertThat(i.cursor().place()).isEqualTo(place(500));
            });
    assertThat(again)
        .isInstanceOfSatisfying(
            Imported.class,
            i -> {
              assertThat(i.appended()).isZero();
              assertThat(i.dropped()).isEqualTo(4);
            });
    assertThat(((Imported) overlap).dropped()).isEqualTo(2);
    RecordedEvent third = global.reader().read(2, 1).getFirst();
    assertThat(third.imported().logId()).isEqualTo(zone.identity().logId());
    assertThat(third.imported().exportSeq()).isEqualTo(3);
    assertThat(global.exports().heads()).isEmpty();
    assertSameStateOnBothSides();
  }

  @Test
  @Fault(FaultRow.BAD_RECORDS)
  void stopsAtAGapAndKeepsWhatCameBefore() throws Exception {
    put("a", "1");
    put("b", "1");
    put("c", "1");
    List<ImportedRecord> all = exported(0);
    ImportOutcome outcome = take(List.of(all.get(0), all.get(2)));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Gap.class,
            gap -> {
              assertThat(gap.expectedSeq()).isEqualTo(2);
              assertThat(gap.foundSeq()).isEqualTo(3);
              assertThat(gap.cursor().seq()).isEqualTo(1);
              assertThat(gap.cursor().place().nextOffset()).isEqualTo(102);
            });
    assertThat(take(exported(1))).isInstanceOf(Imported.class);
    assertSameStateOnBothSides();
  }

  @Test
  @Fault(FaultRow.BAD_RECORDS)
  void anyOrderAndRepetitionOfDeliveryEndsInTheSourcesState() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      String name = "n" + random.nextInt(5);
      if (random.nextInt(4) == 0 && zone.live().current().find(key(name)).isPresent()) {
        StoreFixture.append(
            zone.log(), StoreFixture.request(new Command.Delete(key(name), Expected.ANY)));
      } else {
        put(name, "v" + i);
      }
    }
    List<ImportedRecord> all = exported(0);
    while (global.imports().cursor(zone.identity().logId(), OFFER).map(ImportCursor::seq).orElse(0L)
        < all.size()) {
      int from = random.nextInt(all.size());
      List<ImportedRecord> some =
          new ArrayList<>(all.subList(from, Math.min(all.size(), from + 1 + random.nextInt(30))));
      if (random.nextInt(4) == 0) {
        Collections.shuffle(some, random);
      }
      take(some);
    }

    assertThat(global.reader().head().pos()).as("seed %d", seed).isEqualTo(all.size());
    assertSameStateOnBothSides();
  }

  @Test
  @Fault(FaultRow.BAD_RECORDS)
  void refusesARecordThatDoesNotFollowInTheChain() throws Exception {
    put("a", "1");
    put("b", "1");
    List<ImportedRecord> all = exported(0);
    ExportedEvent second = all.get(1).event();
    ExportedEvent forged =
        new ExportedEvent(
            second.channel(),
            second.seq(),
            new byte[32],
            second.hash(),
            second.logId(),
            second.epoch(),
            second.pos(),
            second.eventId(),
            second.key(),
            second.ceType(),
            second.schemaVersion(),
            second.payload().replace("\"1\"", "\"2\""),
            second.recordedAt(),
            null);
    ImportOutcome outcome =
        take(List.of(all.get(0), ImportedRecord.of(forged, 1, new byte[0], Map.of("h", "v"))));

    assertThat(outcome).isInstanceOf(BrokenChain.class);
    assertThat(global.reader().head().pos()).isEqualTo(1);
    assertThat(globalSide.text("select reason || ' ' || state from quarantine"))
        .isEqualTo("BROKEN_CHAIN OPEN");
    assertThat(take(exported(1))).isInstanceOf(Imported.class);
    assertSameStateOnBothSides();
  }

  @Test
  void aRefusedVersionKeepsTheGoodOneUntilABetterComes() throws Exception {
    put("a", "good");
    put("a", "bad");
    put("b", "good");
    ContentCheck check =
        (event, state) ->
            event.payload().contains("bad")
                ? new Verdict.Refused(Reason.INVALID, "labels.m: bad")
                : good(event, state);
    ImportOutcome outcome = take(exported(0), check, TERM);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Imported.class,
            i -> {
              assertThat(i.appended()).isEqualTo(2);
              assertThat(i.quarantined()).isEqualTo(1);
              assertThat(i.cursor().seq()).isEqualTo(3);
            });
    global.live().await(2, Duration.ofSeconds(10));
    assertThat(global.live().current().find(key("a")).orElseThrow().labels().get("m"))
        .isEqualTo("good");
    assertThat(globalSide.text("select state from quarantine")).isEqualTo("OPEN");

    put("a", "better");
    take(exported(3), check, TERM);
    assertThat(globalSide.text("select state from quarantine")).isEqualTo("CLEARED");
    assertSameStateOnBothSides();
  }

  @Test
  void aRecordOfAnotherLogOrWithoutSenseGoesToQuarantine() throws Exception {
    put("a", "1");
    ImportedRecord unreadable =
        ImportedRecord.unreadable("k", "no header", 7, new byte[] {2}, Map.of());
    ImportOutcome outcome =
        global
            .imports()
            .importBatch(
                UUID.randomUUID(),
                OFFER,
                List.of(unreadable, exported(0).getFirst()),
                place(9),
                this::good,
                TERM);

    assertThat(((Imported) outcome).quarantined()).isEqualTo(2);
    assertThat(global.reader().head().pos()).isZero();
    assertThat(globalSide.text("select string_agg(reason, ',' order by id) from quarantine"))
        .isEqualTo("UNREADABLE,WRONG_LOG");
  }

  @Test
  void aReplicaWithoutTheTermChangesNothing() throws Exception {
    put("a", "1");

    assertThat(take(exported(0), this::good, TERM - 1)).isInstanceOf(LeaseLost.class);
    assertThat(global.imports().cursors()).isEmpty();
    assertThat(global.reader().head().pos()).isZero();
    PublishCursor cursor = new PublishCursor(OFFER, 1, 1, new byte[32], "cluster");
    assertThat(zone.exports().moveCursor(cursor, TERM - 1)).isFalse();
    assertThat(zone.exports().cursor(OFFER)).isEmpty();
    assertThat(zone.exports().moveCursor(cursor, TERM)).isTrue();
    assertThat(zone.exports().cursor(OFFER).orElseThrow().seq()).isEqualTo(1);
  }

  @Test
  void aResyncAppliesTheDifferenceAndIgnoresWhatIsNotNewer() throws Exception {
    put("a", "1");
    put("b", "1");
    take(exported(0));
    put("a", "2");
    delete("b");
    put("c", "1");
    List<ImportedRecord> state =
        zone.exports().newest(OFFER, 0, 100).stream()
            .filter(event -> !event.isDeletion())
            .map(event -> ImportedRecord.of(event, 0, null, Map.of()))
            .toList();
    ImportCursor noted =
        new ImportCursor(
            zone.identity().logId(), OFFER, 1, 2, 2, exported(0).get(1).event().hash(), place(3));
    ImportOutcome outcome =
        global.imports().resync(noted, state, List.of(key("b")), noted, this::good, TERM);
    ImportOutcome rest = take(exported(2));

    assertThat(((Imported) outcome).appended()).isEqualTo(3);
    assertThat(((Imported) rest).cursor().seq()).isEqualTo(5);
    assertThat(((Imported) rest).dropped()).isEqualTo(2);
    assertSameStateOnBothSides();
  }

  @Test
  void anEpochStartsANewChainAndTellsTheFollower() throws Exception {
    put("a", "1");
    take(exported(0));
    Recovery recovery = new Recovery(1, 20, Map.of(OFFER, 7L), List.of());
    assertThat(zone.exports().begin(recovery, TERM - 1)).isEmpty();
    assertThat(zone.exports().begin(recovery, TERM)).isPresent();
    put("b", "1");
    List<ImportedRecord> later = exported(1);

    assertThat(later.getFirst().event().seq()).isEqualTo(8);
    assertThat(later.getFirst().event().pos()).isEqualTo(21);
    assertThat(take(later))
        .isInstanceOfSatisfying(
            EpochChanged.class,
            changed -> {
              assertThat(changed.epoch()).isEqualTo(2);
              assertThat(changed.cursor().seq()).as("until the state is read").isEqualTo(1);
            });
    ExportedEvent start = later.getFirst().event();
    ImportCursor behind =
        new ImportCursor(start.logId(), OFFER, 2, start.seq(), 21, start.hash(), place(2));
    global.imports().resync(behind, List.of(), List.of(), behind, this::good, TERM);
    assertThat(take(later)).isInstanceOf(Imported.class);
    assertThat(zone.live().await(22, Duration.ofSeconds(10))).isTrue();
    assertThat(new LogVerifier(zoneSide.dataSource()).verify().problem()).isNull();
    assertSameStateOnBothSides();
  }
}
