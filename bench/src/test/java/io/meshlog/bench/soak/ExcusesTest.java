package io.meshlog.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.bench.soak.Excuses.Route;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExcusesTest {
  private static final Route THERE = new Route("zone-1", "zone-2");
  private static final Route BACK = new Route("zone-2", "zone-1");

  private final Excuses excuses = new Excuses();

  @Test
  void coversCallsOfItsRoutesFromItsBeginningOn() {
    long before = System.nanoTime();
    excuses.begin(THERE::equals);
    long after = System.nanoTime();
    assertThat(excuses.cover(THERE, after, after + 1)).isTrue();
    assertThat(excuses.cover(THERE, before, after)).as("under way when it began").isTrue();
    assertThat(excuses.cover(BACK, after, after + 1)).isFalse();
    assertThat(excuses.cover(THERE, before - 2, before - 1)).isFalse();
  }

  @Test
  void endsSomeTimeAfterTheProxyIsBack() {
    var excuse = excuses.begin(THERE::equals);
    excuse.endAfter(Duration.ofSeconds(5));
    long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    assertThat(excuses.cover(THERE, end - 1_000_000_000L, end)).isTrue();
    assertThat(excuses.cover(THERE, end + 1, end + 2)).isFalse();
  }
}
