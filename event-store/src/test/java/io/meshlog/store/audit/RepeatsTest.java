package io.meshlog.store.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.store.audit.AuditEntry.Caller;
import io.meshlog.store.audit.AuditEntry.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepeatsTest {
  private static final Duration WINDOW = Duration.ofNanos(100);

  private static AuditEntry entry(String actor, String request) {
    return new AuditEntry(
        0,
        Instant.EPOCH,
        Kind.REFUSED,
        new Caller(actor, null, request, null),
        "10.0.0.1",
        "POST",
        "/bootstrap",
        422,
        "token is revoked",
        1);
  }

  private static List<String> said(List<AuditEntry> entries) {
    return entries.stream()
        .map(entry ->
            entry.caller().actor() + " " + entry.caller().requestId() + " x" + entry.times())
        .toList();
  }

  @Test
  void letsTheFirstPassAndHoldsItsEqualsBackUntilTheWindowEnds() {
    Repeats repeats = new Repeats(WINDOW, 10);
    assertThat(said(repeats.sift(List.of(entry("a", "1"), entry("b", "2"), entry("a", "3")), 0)))
        .containsExactly("a 1 x2", "b 2 x1");
    assertThat(repeats.sift(List.of(entry("a", "4"), entry("a", "5")), 50)).isEmpty();
    assertThat(repeats.nextDue()).hasValue(100);
    assertThat(repeats.due(99)).isEmpty();
    assertThat(said(repeats.due(100))).as("the newest, for all").containsExactly("a 5 x2");
    assertThat(repeats.nextDue()).as("b had nothing more to say").isEmpty();
    assertThat(said(repeats.sift(List.of(entry("a", "6")), 100))).containsExactly("a 6 x1");
  }

  @Test
  void losesWhatDiffersTooMuchAndSaysHowMuch() {
    Repeats repeats = new Repeats(WINDOW, 3);
    List<AuditEntry> many = IntStream.range(0, 10).mapToObj(i -> entry("p" + i, "")).toList();
    assertThat(repeats.sift(many, 0)).hasSize(3);
    assertThat(repeats.takeLost()).isEqualTo(7);
    assertThat(repeats.takeLost()).isZero();
    repeats.due(100);
    assertThat(repeats.sift(many.subList(5, 8), 100)).hasSize(3);
  }

  @Test
  void givesUpTheRestAtTheEnd() {
    Repeats repeats = new Repeats(WINDOW, 10);
    repeats.sift(List.of(entry("a", "1"), entry("b", "2")), 0);
    repeats.sift(List.of(entry("a", "3")), 1);
    assertThat(said(repeats.rest())).containsExactly("a 3 x1");
    assertThat(repeats.nextDue()).isEmpty();
  }
}
