package io.meshlog.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneJvmTest {
  @TempDir Path root;

  @Test
  void startsWithWhatWasPreparedAndWithoutIt() throws Exception {
    ControlPlaneJvm zone = new ControlPlaneJvm(root, false);
    assertThat(zone.line(List.of("-Xmx1g")))
        .noneMatch(word -> word.contains("AOT"))
        .containsSubsequence("-Xmx1g", "-cp", "io.meshlog.zone.ZoneControlPlane");
    Files.createDirectories(zone.cache().getParent());
    Files.createFile(zone.cache());
    assertThat(zone.line(List.of("-Xmx1g")))
        .containsSubsequence("-XX:AOTCache=" + zone.cache(), "-Xmx1g", "-cp");
    // Each has its own.
    assertThat(new ControlPlaneJvm(root, true).line(List.of()))
        .noneMatch(word -> word.contains("AOT"))
        .last()
        .isEqualTo("io.meshlog.global.GlobalControlPlane");
  }

  @Test
  void trainsWithTheSameFlagsAndClassPathAsItStarts() throws Exception {
    ControlPlaneJvm global = new ControlPlaneJvm(root, true);
    Files.createDirectories(root.resolve("global-cp"));
    Files.createFile(root.resolve("global-cp/jvm.options"));
    List<String> training = global.training(root.resolve("part"));
    assertThat(training).contains("-XX:AOTCacheOutput=" + root.resolve("part"));
    assertThat(training.stream().filter(word -> !word.startsWith("-X")))
        .containsExactlyElementsOf(global.line(List.of()));
  }
}
