package io.meshlog.demo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void doublesUpToItsLimitWhileRunsAreShort() {
    var backoff = Backoff.usual();
    for (int i = 0; i < 20; i++) {
      Duration before = backoff.next();
      backoff = backoff.after(Duration.ofMillis(10));
      assertThat(backoff.next()).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(backoff.most());
    }
    assertThat(backoff.next()).isEqualTo(backoff.most());
  }

  @Test
  void isShortAgainAfterARunThatLasted() {
    var backoff = Backoff.usual().after(Duration.ofMillis(10)).after(Duration.ofMillis(10));
    assertThat(backoff.after(Duration.ofMinutes(1)).next()).isEqualTo(backoff.first());
  }
}
