package io.meshlog.store.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.store.StoreFixture;
import io.meshlog.store.push.PushRow.Decision;
import io.meshlog.store.push.PushSink.Amendment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushStoreSliceTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int KEEP = 20;
  private static final int PER_WHOLE = 8;

  private StoreFixture fixture;
  private PushStore store;
  private PushHistory history;

  @BeforeEach
  void open() {
    fixture = StoreFixture.fresh();
    store = new PushStore(fixture.dataSource());
    history = new PushHistory(fixture.dataSource());
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private static PushRow row(
      String proxy, String session, int number, long pos, String resources, Instant at) {
    boolean whole = (number - 1) % PER_WHOLE == 0;
    return new PushRow(
        proxy,
        session,
        number,
        "replica-1",
        pos,
        pos,
        "v1",
        whole,
        resources,
        whole ? "{\"of\":\"" + session + "\"}" : null,
        whole ? "{}" : null,
        0,
        Decision.SENT,
        at);
  }

  private void write(PushRow row) {
    store.write(List.of(row), List.of(), KEEP);
  }

  private int count() throws Exception {
    try (var connection = fixture.dataSource().getConnection();
        var statement = connection.createStatement();
        var result = statement.executeQuery("select count(*) from push")) {
      result.next();
      return result.getInt(1);
    }
  }

  @Test
  void writingTheSameAgainChangesNothingAndAnOutcomeIsAmended() throws Exception {
    PushRow row = row("p", "s", 1, 5, "{}", START);
    write(row);
    Decision decision =
        new Decision(PushOutcome.NACKED, "LISTENER: no such filter", START.plusSeconds(1));
    store.write(List.of(row), List.of(new Amendment("s", 1, decision)), KEEP);

    assertThat(count()).isEqualTo(1);
    assertThat(history.inForce("p", 5).orElseThrow().push().decision()).isEqualTo(decision);
    assertThat(history.inForce("p", 4)).isEmpty();
    assertThat(history.inForce("q", 5)).isEmpty();
  }

  @Test
  void aRowThatCannotBeStoredDoesNotHoldUpOthersForEver() throws Exception {
    store.write(List.of(row("p\0", "s", 1, 5, "{}", START)), List.of(), KEEP);
    write(row("p", "t", 1, 5, "{}", START));

    assertThat(count()).isEqualTo(1);
  }

  @Test
  void theChainOfRowsGivesWhatTheProxyHad() {
    write(row("p", "s", 1, 1, "{\"CLUSTER\":{\"a\":\"1\",\"b\":\"1\"}}", START));
    write(row("p", "s", 2, 3, "{\"CLUSTER\":{\"a\":null},\"LISTENER\":{\"l\":\"1\"}}", START));
    write(row("p", "s", 3, 5, "{\"CLUSTER\":{\"b\":\"2\"}}", START));

    ToldConfig told = history.inForce("p", 4).orElseThrow();

    assertThat(told.resources().get("CLUSTER")).isEqualTo(Map.of("b", "1"));
    assertThat(told.resources().get("LISTENER")).isEqualTo(Map.of("l", "1"));
    assertThat(told.node()).isEqualTo("{\"of\":\"s\"}");
    assertThat(told.next().orElseThrow().pos()).isEqualTo(5);
    assertThat(history.inForce("p", 9).orElseThrow().resources().get("CLUSTER"))
        .isEqualTo(Map.of("b", "2"));
  }

  /** Random pushes of some proxies that reconnect: every row that is left can still be told. */
  @Test
  void theTableStaysBoundedAndWhatIsLeftIsWhole() throws Exception {
    long seed = Long.getLong("meshlog.seed", new Random().nextLong());
    System.out.println("seed " + seed + " (repeat with -Dmeshlog.seed)");
    Random random = new Random(seed);
    List<String> proxies = List.of("p0", "p1", "p2");
    Map<String, Integer> sessions = new TreeMap<>();
    Map<String, Integer> numbers = new TreeMap<>();
    Map<String, SortedMap<String, String>> held = new TreeMap<>();
    Map<String, Map<Long, Map<String, String>>> all = new TreeMap<>();
    for (int pos = 1; pos <= 600; pos++) {
      String proxy = proxies.get(random.nextInt(3));
      SortedMap<String, String> before = held.getOrDefault(proxy, new TreeMap<>());
      SortedMap<String, String> after = new TreeMap<>(before);
      after.put("c" + random.nextInt(4), "v" + pos);
      if (random.nextInt(3) == 0) {
        after.remove("c" + random.nextInt(4));
      }
      if (random.nextInt(40) == 0 || !sessions.containsKey(proxy)) {
        sessions.merge(proxy, 1, Integer::sum);
        numbers.put(proxy, 0);
      }
      int number = numbers.merge(proxy, 1, Integer::sum);
      boolean whole = (number - 1) % PER_WHOLE == 0;
      String resources = json(whole ? Map.of() : before, after);
      write(row(proxy, proxy + '-' + sessions.get(proxy), number, pos, resources, START));
      held.put(proxy, after);
      all.computeIfAbsent(proxy, _ -> new TreeMap<>()).put((long) pos, Map.copyOf(after));
    }

    assertThat(count()).isBetween(3 * KEEP, 3 * (KEEP + 2 * PER_WHOLE));
    for (String proxy : proxies) {
      List<PushHistory.Entry> left = pages(proxy);
      assertThat(left.size()).isGreaterThanOrEqualTo(KEEP);
      for (PushHistory.Entry entry : left) {
        long pos = entry.push().pos();
        ToldConfig told = history.inForce(proxy, pos).orElseThrow();
        assertThat(told.node()).isNotNull();
        Map<String, String> clusters = told.resources().getOrDefault("CLUSTER", new TreeMap<>());
        assertThat(clusters).isEqualTo(all.get(proxy).get(pos));
      }
    }
  }

  private static String json(Map<String, String> before, Map<String, String> after) {
    List<String> fields = new ArrayList<>();
    after.forEach((name, version) -> {
      if (!version.equals(before.get(name))) {
        fields.add('"' + name + "\":\"" + version + '"');
      }
    });
    before.keySet().stream()
        .filter(name -> !after.containsKey(name))
        .forEach(name -> fields.add('"' + name + "\":null"));
    return "{\"CLUSTER\":{" + String.join(",", fields) + "}}";
  }

  /** All of a proxy, read in pages towards the oldest, and the same back. */
  private List<PushHistory.Entry> pages(String proxy) {
    List<PushHistory.Entry> down = new ArrayList<>();
    PushHistory.Page page = history.before(proxy, Long.MAX_VALUE, 7);
    assertThat(page.newer()).isFalse();
    down.addAll(page.entries());
    while (page.older()) {
      page = history.before(proxy, down.getLast().id(), 7);
      assertThat(page.newer()).isTrue();
      down.addAll(page.entries());
    }
    List<PushHistory.Entry> up = new ArrayList<>();
    page = history.after(proxy, 0, 7);
    assertThat(page.older()).isFalse();
    up.addAll(page.entries().reversed());
    while (page.newer()) {
      page = history.after(proxy, up.getLast().id(), 7);
      assertThat(page.older()).isTrue();
      up.addAll(page.entries().reversed());
    }
    assertThat(up.reversed()).isEqualTo(down);
    return down;
  }

  @Test
  void whatIsTooOldGoesButNotWhatYoungerRowsBuildOn() throws Exception {
    for (int number = 1; number <= 20; number++) {
      write(row("p", "s", number, number, "{}", START.plus(Duration.ofMinutes(number))));
    }
    write(row("gone", "t", 1, 3, "{}", START));

    int went = 0;
    int page;
    do {
      page = store.expire(START.plus(Duration.ofMinutes(12)), 3);
      went += page;
    } while (page == 3);

    // Rows 9 to 11 are too old, but 12 to 16 build on them.
    assertThat(went).isEqualTo(8 + 1);
    assertThat(oldest("p")).isEqualTo(9);
    assertThat(history.inForce("p", 12).orElseThrow().node()).isNotNull();
    assertThat(history.inForce("gone", 3)).isEmpty();

    while (store.expire(START.plus(Duration.ofHours(1)), 100) > 0) {
      // Until nothing goes any more.
    }
    assertThat(count()).isZero();
  }

  private @Nullable Integer oldest(String proxy) {
    return history.after(proxy, 0, 1).entries().getFirst().push().number();
  }
}
