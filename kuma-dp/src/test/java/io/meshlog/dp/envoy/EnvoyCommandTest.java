package io.meshlog.dp.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvoyCommandTest {
  @Test
  void writesEveryArgument() {
    EnvoyCommand command =
        new EnvoyCommand(
            "envoy", Path.of("/w/b.yaml"), Duration.ofSeconds(30), 2, "info", "http:trace");

    assertThat(command.arguments())
        .containsExactly(
            "envoy",
            "--config-path",
            "/w/b.yaml",
            "--drain-time-s",
            "30",
            "--drain-strategy",
            "immediate",
            "--disable-hot-restart",
            "--concurrency",
            "2",
            "--log-level",
            "info",
            "--component-log-level",
            "http:trace");
  }

  @Test
  void leavesTheNumberOfWorkersToEnvoyUnlessGiven() {
    EnvoyCommand command =
        new EnvoyCommand("envoy", Path.of("/w/b.yaml"), Duration.ofMillis(5), 0, "info", null);

    assertThat(command.arguments())
        .contains("--cpuset-threads")
        .doesNotContain("--concurrency", "--component-log-level")
        .containsSequence("--drain-time-s", "1");
  }

  @Test
  void readsTheVersion() {
    assertThat(EnvoyVersion.parse("\nenvoy  version: 9e55/1.40.0/Clean/RELEASE/BoringSSL\n"))
        .contains(new EnvoyVersion("1.40.0", "9e55/1.40.0/Clean/RELEASE/BoringSSL"));
    assertThat(EnvoyVersion.parse("envoy version: 9e55/1.31.0-dev/Modified/DEBUG"))
        .hasValueSatisfying(version -> {
          assertThat(version.number()).isEqualTo("1.31.0-dev");
          assertThat(version.isTested()).isFalse();
        });
    assertThat(EnvoyVersion.parse("GNU bash, version 5.2.15")).isEmpty();
  }

  @Test
  void doesNotWrapWhereTheToolsAreMissing() {
    assertThat(BoundToParent.wrap(List.of("envoy"), "/nowhere:", 1)).isEmpty();
  }
}
