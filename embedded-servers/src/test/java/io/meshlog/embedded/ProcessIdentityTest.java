package io.meshlog.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {

  @TempDir Path folder;

  @Test
  void isReadAsItWasWritten() {
    var self = ProcessIdentity.current();
    self.writeTo(folder.resolve("process"));
    assertThat(ProcessIdentity.readFrom(folder.resolve("process"))).contains(self);
    assertThat(self.isAlive()).isTrue();
  }

  @Test
  void isNotAliveWhenTheNumberBelongsToALaterProcess() {
    var earlier = new ProcessIdentity(ProcessHandle.current().pid(), "another boot/1");
    assertThat(earlier.isAlive()).isFalse();
  }

  @Test
  void signalsNobodyWhenTheNumberBelongsToALaterProcess() throws Exception {
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      new ProcessIdentity(stranger.pid(), "another boot/1").stop(Duration.ofSeconds(5));
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void stopsItsProcess() throws Exception {
    Process child = new ProcessBuilder("sleep", "600").start();
    var identity = ProcessIdentity.of(child.pid()).orElseThrow();
    identity.stop(Duration.ofSeconds(5));
    assertThat(identity.isAlive()).isFalse();
    assertThat(child.waitFor()).isEqualTo(128 + 15);
  }

  @Test
  void treatsADamagedRecordAsNone() throws IOException {
    Path file = folder.resolve("process");
    assertThat(ProcessIdentity.readFrom(file)).isEmpty();
    Files.writeString(file, "12a x\n");
    assertThat(ProcessIdentity.readFrom(file)).isEmpty();
    Files.writeString(file, "12\n");
    assertThat(ProcessIdentity.readFrom(file)).isEmpty();
  }
}
