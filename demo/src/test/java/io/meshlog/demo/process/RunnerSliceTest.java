package io.meshlog.demo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.demo.Await;
import io.meshlog.embedded.ProcessIdentity;
import io.meshlog.embedded.ServerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runner as a process: ended by a signal, killed, followed by another. */
class RunnerSliceTest {

  @TempDir Path folder;

  @Test
  void endsEveryChildOnCtrlC() throws Exception {
    assertEndsEveryChildOn("INT");
  }

  @Test
  void endsEveryChildOnSigterm() throws Exception {
    assertEndsEveryChildOn("TERM");
  }

  private void assertEndsEveryChildOn(String signal) throws Exception {
    Process runner = StubRunner.fork(folder);
    List<ProcessIdentity> children = children();
    assertThat(children).hasSize(2).allMatch(ProcessIdentity::isAlive);
    new ProcessBuilder("sh", "-c", "kill -" + signal + " " + runner.pid()).start().waitFor();
    assertThat(runner.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(children).noneMatch(ProcessIdentity::isAlive);
    assertThat(children()).isEmpty();
  }

  @Test
  void findsAndStopsWhatAKilledRunnerLeft() throws Exception {
    Process runner = StubRunner.fork(folder);
    List<ProcessIdentity> children = children();
    runner.destroyForcibly().waitFor();
    assertThat(children).hasSize(2).allMatch(ProcessIdentity::isAlive);

    try (var state = StateFolder.open(folder)) {
      assertThat(state.stopLeftovers()).containsExactlyInAnyOrder("one", "two");
      assertThat(children).noneMatch(ProcessIdentity::isAlive);
      assertThat(state.stopLeftovers()).isEmpty();
    }
  }

  @Test
  void refusesAStateThatAnotherRunnerHolds() throws Exception {
    Process runner = StubRunner.fork(folder);
    try {
      assertThatThrownBy(() -> StateFolder.open(folder))
          .isInstanceOf(ServerStartException.class)
          .hasMessageContaining("in use by another running process");
    } finally {
      runner.destroy();
      runner.waitFor();
    }
  }

  @Test
  void leavesAProcessAloneThatOnlyHasTheNumberOfALeftOne() throws Exception {
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try (var state = StateFolder.open(folder)) {
      new ProcessIdentity(stranger.pid(), "another boot/1").writeTo(state.record("one"));
      assertThat(state.stopLeftovers()).isEmpty();
      assertThat(stranger.isAlive()).isTrue();
      assertThat(children()).isEmpty();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void forgetsEverythingWhenItIsWiped() throws Exception {
    try (var state = StateFolder.open(folder)) {
      Files.writeString(state.folder("postgres/x").resolve("file"), "old");
      state.wipe();
      assertThat(folder.resolve("postgres")).doesNotExist();
      var child = new Child("one", StubRunner.sleeping("one").in(state), new Recorded());
      child.start();
      child.close();
    }
  }

  @Test
  void doesNotPassItsOwnSettingsOn() throws Exception {
    try (var state = StateFolder.open(folder)) {
      var print =
          new Command(
              "print",
              List.of("sh", "-c", "env; sleep 600"),
              Map.of("KUMA_MODE", "zone"),
              Duration.ofSeconds(5));
      var child = new Child("print", print.in(state), new Recorded());
      child.start();
      try {
        Path log = state.log("print");
        assertThat(Await.within(Duration.ofSeconds(20), () -> text(log).contains("KUMA_MODE=zone")))
            .isTrue();
        assertThat(System.getenv("KUMA_OF_THE_RUNNER")).as("set by the build").isNotNull();
        assertThat(text(log).lines())
            .filteredOn(l -> l.startsWith("KUMA_") || l.startsWith("MESHLOG_"))
            .containsExactly("KUMA_MODE=zone");
      } finally {
        child.close();
      }
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<ProcessIdentity> children() throws Exception {
    try (Stream<Path> files = Files.list(folder.resolve("run"))) {
      return files.map(ProcessIdentity::readFrom).flatMap(Optional::stream).toList();
    }
  }
}
