package io.meshlog.demo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.embedded.ProcessIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildSliceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final Recorded events = new Recorded();
  private StateFolder state;
  private Child child;

  @BeforeEach
  void open() {
    state = StateFolder.open(folder);
    child = new Child("one", StubRunner.sleeping("one").in(state), events);
  }

  @AfterEach
  void close() {
    child.close();
    state.close();
  }

  @Test
  void isRestartedAfterAKill() throws InterruptedException {
    child.start();
    long first = pid();
    child.kill();
    assertThat(child.awaitProcessOtherThan(first, PATIENCE)).isTrue();
    assertThat(pid()).isNotEqualTo(first);
    assertThat(events.lines()).containsExactly("one ended", "one restarted");
    assertThat(recorded().pid()).isEqualTo(pid());
    assertThat(child.crashes()).isEqualTo(1);
  }

  @Test
  void isRestartedAgainAndAgain() throws InterruptedException {
    child.start();
    for (int i = 0; i < 3; i++) {
      long before = pid();
      child.kill();
      assertThat(child.awaitProcessOtherThan(before, PATIENCE)).isTrue();
    }
    assertThat(child.crashes()).isEqualTo(3);
  }

  @Test
  void staysDownAfterAStop() {
    child.start();
    ProcessIdentity process = recorded();
    child.stop();
    assertThat(process.isAlive()).isFalse();
    assertThat(child.process()).isEmpty();
    assertThat(ProcessIdentity.readFrom(state.record("one"))).isEmpty();
    assertThat(events.lines()).isEmpty();
    child.start();
    assertThat(child.process()).isPresent();
  }

  @Test
  void staysDownWhenItIsStoppedWhileARestartIsDue() throws InterruptedException {
    var starts = new AtomicInteger();
    Launch launch = StubRunner.sleeping("two").in(state);
    var twice =
        new Child(
            "two",
            () -> {
              if (starts.incrementAndGet() > 1) {
                throw new IllegalStateException("no second start");
              }
              return launch.start();
            },
            events);
    twice.start();
    long first = twice.process().orElseThrow().pid();
    twice.kill();
    // Each attempt fails, so a next one is always due.
    assertThat(twice.awaitProcessOtherThan(first, Duration.ofSeconds(1))).isFalse();
    twice.stop();
    int soFar = starts.get();
    assertThat(soFar).isGreaterThan(1);
    assertThat(events.lines()).contains("two failed: no second start");
    assertThat(twice.awaitProcessOtherThan(first, Duration.ofSeconds(1))).isFalse();
    assertThat(starts).hasValue(soFar);
    twice.close();
  }

  @Test
  void staysDownAfterAKillThatHoldsIt() throws InterruptedException {
    child.start();
    ProcessIdentity process = recorded();
    child.killAndHold();
    assertThat(process.isAlive()).isFalse();
    assertThat(child.awaitProcessOtherThan(process.pid(), Duration.ofMillis(500))).isFalse();
    child.start();
    assertThat(pid()).isNotEqualTo(process.pid());
  }

  @Test
  void isNotStartedOnceClosed() {
    child.close();
    assertThatThrownBy(child::start).hasMessage("one is closed");
  }

  private long pid() {
    return child.process().orElseThrow().pid();
  }

  private ProcessIdentity recorded() {
    return ProcessIdentity.readFrom(state.record("one")).orElseThrow();
  }
}
