package io.meshlog.store.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.store.StoreFixture;
import io.meshlog.store.audit.AuditEntry.Caller;
import io.meshlog.store.audit.AuditEntry.Kind;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditLogSliceTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = StoreFixture.fresh();
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private static AuditEntry entry(Kind kind, Instant time, String actor, String path) {
    return new AuditEntry(
        0,
        time,
        kind,
        new Caller(actor, null, "r-1", null),
        "10.0.0.1",
        "PUT",
        path,
        403,
        "Access Denied",
        1);
  }

  private static AuditQuery all(OptionalLong before, OptionalLong after, int size) {
    return query(null, null, before, after, size);
  }

  private static AuditQuery query(
      @Nullable Kind kind,
      @Nullable String actor,
      OptionalLong before,
      OptionalLong after,
      int size) {
    return new AuditQuery(kind, actor, null, OptionalInt.empty(), null, null, before, after, size);
  }

  private static List<String> paths(AuditLog.Page page) {
    return page.entries().stream().map(AuditEntry::path).toList();
  }

  private long count(Kind kind) throws Exception {
    return fixture.number("select count(*) from audit where kind = '" + kind + "'");
  }

  @Test
  void keepsTheNewestOfEachKindAndLeavesTheOtherKindsAlone() throws Exception {
    AuditLog log = new AuditLog(fixture.dataSource(), 50);
    log.write(List.of(entry(Kind.TOKEN_ISSUED, NOON, "ann", "/tokens/user")));
    for (int i = 0; i < 10; i++) {
      int base = 100 * i;
      log.write(
          IntStream.range(base, base + 100)
              .mapToObj(n -> entry(Kind.REFUSED, NOON, "mallory", "/x" + n))
              .toList());
    }
    assertThat(count(Kind.REFUSED)).isEqualTo(50);
    assertThat(count(Kind.TOKEN_ISSUED)).isEqualTo(1);
    assertThat(paths(log.find(all(OptionalLong.empty(), OptionalLong.empty(), 2))))
        .containsExactly("/x999", "/x998");
  }

  @Test
  void pagesBothWaysAndFilters() throws Exception {
    AuditLog log = new AuditLog(fixture.dataSource(), 1000);
    for (int i = 0; i < 5; i++) {
      log.write(
          List.of(
              entry(
                  i == 3 ? Kind.SECRET_READ : Kind.REFUSED,
                  NOON.plusSeconds(i),
                  "a" + i % 2,
                  "/" + i)));
    }
    List<String> down = new ArrayList<>();
    AuditLog.Page page = log.find(all(OptionalLong.empty(), OptionalLong.empty(), 2));
    assertThat(page.newer()).isEmpty();
    down.addAll(paths(page));
    while (page.older().isPresent()) {
      page = log.find(all(page.older(), OptionalLong.empty(), 2));
      down.addAll(paths(page));
    }
    assertThat(down).containsExactly("/4", "/3", "/2", "/1", "/0");
    AuditLog.Page up = log.find(all(OptionalLong.empty(), page.newer(), 2));
    assertThat(paths(up)).containsExactly("/2", "/1");
    assertThat(paths(log.find(all(OptionalLong.empty(), up.newer(), 2))))
        .containsExactly("/4", "/3");
    OptionalLong none = OptionalLong.empty();
    assertThat(paths(log.find(query(Kind.SECRET_READ, null, none, none, 9)))).containsExactly("/3");
    assertThat(paths(log.find(query(null, "a1", none, none, 9)))).containsExactly("/3", "/1");
    AuditQuery between =
        new AuditQuery(
            null,
            null,
            "10.0.0.1",
            OptionalInt.of(403),
            NOON.plusSeconds(1),
            NOON.plusSeconds(2),
            none,
            none,
            9);
    assertThat(paths(log.find(between))).containsExactly("/2", "/1");
  }

  @Test
  void forgetsAtTheKnownDueTime() throws Exception {
    AuditLog log = new AuditLog(fixture.dataSource(), 1000);
    Instant now = Instant.now();
    Duration keep = Duration.ofSeconds(3);
    log.write(List.of(entry(Kind.REFUSED, now.minusSeconds(10), "late", "/old")));
    try (AuditRetention retention = new AuditRetention(log, keep, Clock.systemUTC())) {
      StoreFixture.eventually(() -> count(Kind.REFUSED) == 0);
      log.write(List.of(entry(Kind.REFUSED, Instant.now(), "ann", "/new")));
      retention.written();
      assertThat(count(Kind.REFUSED)).isEqualTo(1);
      StoreFixture.eventually(() -> count(Kind.REFUSED) == 0);
    }
  }

  @Test
  void takesAFloodAsFewEntriesAndCountsWhatItLoses() throws Exception {
    AuditEntry one = entry(Kind.REFUSED, NOON, "mallory", "/x");
    AuditLog log = new AuditLog(fixture.dataSource(), 1000);
    int offered = 5_000;
    AuditQueue queue = new AuditQueue(log, 100, Duration.ofMillis(200), () -> {});
    try {
      IntStream.range(0, offered).forEach(i -> queue.offer(one));
      StoreFixture.eventually(() ->
          fixture.number("select coalesce(sum(times), 0) from audit") + queue.dropped() == offered);
      assertThat(fixture.number("select count(*) from audit")).isLessThan(500);
    } finally {
      queue.close();
    }
  }

  @Test
  void writesWhatItHoldsBackWhenItIsClosed() throws Exception {
    AuditEntry one = entry(Kind.REFUSED, NOON, "mallory", "/x");
    AuditLog log = new AuditLog(fixture.dataSource(), 1000);
    try (AuditQueue queue = new AuditQueue(log, 100, Duration.ofHours(1), () -> {})) {
      queue.offer(one);
      StoreFixture.eventually(() -> count(Kind.REFUSED) == 1);
      IntStream.range(0, 7).forEach(i -> queue.offer(one));
    }
    assertThat(fixture.number("select sum(times) from audit")).isEqualTo(8);
    assertThat(count(Kind.REFUSED)).isEqualTo(2);
  }

  @Test
  void isAllOrNothingAndLosesNothingBelow() throws Exception {
    AuditLog log = new AuditLog(fixture.dataSource(), 1000);
    AuditEntry good = entry(Kind.REFUSED, NOON, "ann", "/x");
    assertThatThrownBy(() -> log.write(List.of(good, good.times(0))))
        .isInstanceOf(SQLException.class);
    assertThat(fixture.number("select count(*) from audit")).isZero();
    String nasty = "a\0b\ud800c" + "x".repeat(2000);
    log.write(List.of(entry(Kind.REFUSED, NOON, nasty, nasty)));
    assertThat(fixture.text("select path from audit")).startsWith("a?b?cx").hasSize(512);
  }
}
