package io.meshlog.model.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rest of a Mesh is in its samples. */
class MeshDurationTest {
  @Test
  void readsDurationsUpToYears() {
    assertThat(MeshDuration.parse("1d12h")).contains(Duration.ofHours(36));
    assertThat(MeshDuration.parse("10y")).contains(Duration.ofDays(3650));
    assertThat(MeshDuration.parse("250ms")).contains(Duration.ofMillis(250));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "d", "1d2", "-1d", "1x"})
  void takesNothingElseForADuration(String text) {
    assertThat(MeshDuration.parse(text)).isEmpty();
  }
}
