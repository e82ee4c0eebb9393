package io.meshlog.store.history;

import static io.meshlog.store.StoreFixture.deleteZone;
import static io.meshlog.store.StoreFixture.putMesh;
import static io.meshlog.store.StoreFixture.putZone;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.history.HistoryQuery.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistorySliceTest {
  /** What the test knows of an event. */
  private record Known(long pos, String actor, ResourceKey key) {}

  private StoreFixture fixture;
  private EventStore store;
  private final List<Known> log = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    fixture = StoreFixture.fresh();
    store = fixture.open(Origin.GLOBAL);
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private void append(String actor, ResourceKey key, Command command) {
    StoreFixture.append(store.log(), AppendRequest.of(command, EventMeta.of(actor)));
    log.add(new Known(log.size() + 1L, actor, key));
  }

  private void zone(String actor, String name, boolean enabled) {
    append(actor, StoreFixture.zoneKey(name), putZone(name, enabled));
  }

  private static Command secret(ResourceKey key) {
    return new Command.Put<>(
        CoreTypes.SECRET, key, Labels.EMPTY, new SecretSpec(null, null), Expected.ANY);
  }

  @Test
  void tellsEachChangeWithWhatWasBefore() throws Exception {
    zone("ann", "a", true);
    zone("bob", "a", false);
    append("bob", StoreFixture.zoneKey("a"), deleteZone("a"));
    zone("ann", "a", true);
    List<HistoryEntry> entries =
        store.history().find(HistoryQuery.of(StoreFixture.zoneKey("a"), Page.newest(9))).entries();

    assertThat(entries).extracting(entry -> entry.event().pos()).containsExactly(4L, 3L, 2L, 1L);
    assertThat(entries).extracting(HistoryEntry::beforeHeld).containsOnly(true);
    assertThat(entries.get(0).before()).isNull();
    assertThat(entries.get(0).after()).contains("\"enabled\":true");
    assertThat(entries.get(1).before()).contains("\"enabled\":false");
    assertThat(entries.get(1).after()).isNull();
    assertThat(entries.get(2).before()).contains("\"enabled\":true");
    assertThat(entries.get(2).event().meta().actor()).isEqualTo("bob");
    assertThat(entries.get(3).before()).isNull();
    assertThat(entries.get(3).key()).isEqualTo(StoreFixture.zoneKey("a"));
  }

  /** Whatever is asked for, page by page both ways it is what a look at everything finds. */
  @Test
  void findsAllThatIsWantedInPagesBothWays() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 120; i++) {
      String actor = random.nextInt(5) == 0 ? "rare" : "often";
      String name = "n" + random.nextInt(4);
      ResourceKey secret = CoreTypes.SECRET.key("m" + random.nextInt(3), Origin.GLOBAL, name);
      switch (random.nextInt(3)) {
        case 0 -> zone(actor, name, !enabled(name));
        case 1 -> {
          ResourceKey key = CoreTypes.MESH.key("", Origin.GLOBAL, "m" + random.nextInt(3));
          append(
              actor,
              key,
              putMesh(key.name(), Labels.of("at", Integer.toString(log.size())), MeshSpec.EMPTY));
        }
        default -> {
          if (store.live().current().find(secret).isPresent()) {
            append(actor, secret, new Command.Delete(secret, Expected.ANY));
          } else {
            append(actor, secret, secret(secret));
          }
        }
      }
      assertThat(store.live().await(log.size(), Duration.ofSeconds(20))).isTrue();
    }
    for (int examined : new int[] {7, 20_000}) {
      History history = new History(fixture.dataSource(), store.reader(), examined);
      for (int i = 0; i < 60; i++) {
        HistoryQuery query = query(random);
        List<Long> wanted = log.stream().filter(wants(query)).map(Known::pos).toList().reversed();
        assertThat(down(history, query)).as("seed %s: %s", seed, query).isEqualTo(wanted);
        assertThat(up(history, query)).as("seed %s: %s", seed, query).isEqualTo(wanted);
      }
    }
  }

  private boolean enabled(String name) {
    return store
        .live()
        .current()
        .find(CoreTypes.ZONE, "", name)
        .map(zone -> zone.spec().enabled())
        .orElse(false);
  }

  private static <T> @Nullable T maybe(Random random, T value) {
    return random.nextInt(3) == 0 ? value : null;
  }

  private static HistoryQuery query(Random random) {
    ResourceKey key = CoreTypes.SECRET.key("m1", Origin.GLOBAL, "n1");
    return new HistoryQuery(
        random.nextInt(6) == 0 ? key : null,
        maybe(random, random.nextBoolean() ? "Zone" : "Mesh"),
        maybe(random, "m" + random.nextInt(4)),
        maybe(random, "n" + random.nextInt(4)),
        maybe(random, random.nextBoolean() ? "rare" : "nobody"),
        random.nextBoolean() ? Set.of("Secret") : Set.of(),
        random.nextInt(30),
        random.nextBoolean() ? Long.MAX_VALUE : 60 + random.nextInt(80),
        Page.newest(1 + random.nextInt(9)));
  }

  private static Predicate<Known> wants(HistoryQuery query) {
    return known ->
        (query.key() == null || query.key().equals(known.key()))
            && (query.type() == null || query.type().equals(known.key().type()))
            && (query.mesh() == null
                || query.mesh().equals(known.key().mesh())
                || known.key().equals(CoreTypes.MESH.key("", Origin.GLOBAL, query.mesh())))
            && (query.name() == null || query.name().equals(known.key().name()))
            && (query.actor() == null || query.actor().equals(known.actor()))
            && !query.hiddenTypes().contains(known.key().type())
            && known.pos() >= query.from()
            && known.pos() <= query.to();
  }

  private static HistoryQuery at(HistoryQuery query, Page page) {
    return new HistoryQuery(
        query.key(),
        query.type(),
        query.mesh(),
        query.name(),
        query.actor(),
        query.hiddenTypes(),
        query.from(),
        query.to(),
        page);
  }

  private static List<Long> positions(History.Page page) {
    return page.entries().stream().map(entry -> entry.event().pos()).toList();
  }

  private static List<Long> down(History history, HistoryQuery query) throws Exception {
    List<Long> all = new ArrayList<>();
    int size = query.page().size();
    History.Page page = history.find(query);
    all.addAll(positions(page));
    while (page.older().isPresent()) {
      assertThat(page.entries()).hasSizeLessThanOrEqualTo(size);
      page = history.find(at(query, Page.olderThan(page.older().getAsLong(), size)));
      assertThat(page.newer()).isPresent();
      all.addAll(positions(page));
    }
    return all;
  }

  private static List<Long> up(History history, HistoryQuery query) throws Exception {
    List<Long> all = new ArrayList<>();
    int size = query.page().size();
    OptionalLong from = OptionalLong.of(0);
    while (from.isPresent()) {
      History.Page page = history.find(at(query, Page.newerThan(from.getAsLong(), size)));
      assertThat(page.older()).isPresent();
      all.addAll(0, positions(page));
      from = page.newer();
    }
    return all;
  }

  @Test
  void tellsOfTheLogItself() throws Exception {
    zone("ann", "a", true);
    fixture.execute(
        """
        insert into event (pos, epoch, stream_version, event_id, type, schema_version, payload,
          payload_sha256, meta, recorded_at, prev_hash, hash)
        select 2, 2, 0, gen_random_uuid(), 'io.meshlog.log.epochstarted.v1', 1, '{"epoch":2}',
          payload_sha256, '{"actor":"system:publish"}', recorded_at, prev_hash, hash from event
        """);
    History.Page all = store.history().find(HistoryQuery.all(Page.newest(5)));
    HistoryQuery ofLog =
        new HistoryQuery(
            null,
            HistoryQuery.OF_THE_LOG,
            null,
            null,
            null,
            Set.of("Secret"),
            1,
            Long.MAX_VALUE,
            Page.newest(5));

    assertThat(positions(all)).containsExactly(2L, 1L);
    assertThat(all.entries().getFirst().key()).isNull();
    assertThat(positions(store.history().find(ofLog))).containsExactly(2L);
  }

  /** What is not held any more is not taken for a creation. */
  @Test
  void knowsWhatItCannotTell() throws Exception {
    LongStream.range(0, 3).forEach(i -> zone("ann", "a", i % 2 == 0));
    fixture.execute(
        """
        alter table event disable trigger all;
        delete from event where pos = 1;
        alter table event enable trigger all;
        """);
    List<HistoryEntry> entries = store.history().find(HistoryQuery.all(Page.newest(5))).entries();
    assertThat(entries).extracting(HistoryEntry::beforeHeld).containsExactly(true, false);
    assertThat(entries.getLast().before()).isNull();
  }
}
