package io.meshlog.zone.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.xds.ProxyKey;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExpectedCertificatesTest {
  private static final ProxyKey PROXY = ProxyKey.dataplane("default", "web-1");
  private static final Duration LONG = Duration.ofMinutes(10);

  private final AtomicInteger missing = new AtomicInteger();
  private final BlockingQueue<Integer> looks = new LinkedBlockingQueue<>();
  private final ExpectedCertificates expected =
      new ExpectedCertificates(_ -> {
        int found = missing.get();
        looks.add(found);
        return found > 0;
      });

  private void look(int found) throws InterruptedException {
    assertThat(looks.poll(20, TimeUnit.SECONDS)).isEqualTo(found);
  }

  @Test
  void nobodyWaitsForWhatIsNotOnOrder() throws Exception {
    expected.await(PROXY, LONG);
    look(0);
  }

  @Test
  void waitsUntilAllAreThere() throws Exception {
    missing.set(2);
    Thread waiting = Thread.ofVirtual().start(() -> expected.await(PROXY, LONG));
    look(2);
    missing.set(1);
    expected.tried(PROXY);
    look(1);
    expected.tried(ProxyKey.dataplane("default", "web-2"));
    missing.set(0);
    expected.tried(PROXY);
    look(0);
    assertThat(waiting.join(Duration.ofSeconds(20))).isTrue();
    assertThat(looks).isEmpty();
  }

  @Test
  void waitsNoLongerThanItMay() throws Exception {
    missing.set(1);
    expected.await(PROXY, Duration.ofMillis(1));
    look(1);
    assertThat(looks).isEmpty();
  }
}
