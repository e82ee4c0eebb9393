package io.meshlog.embedded.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class ServerChoiceTest {

  private static final BooleanSupplier NEVER_ASKED =
      () -> {
        throw new AssertionError("the engine was asked");
      };

  @Test
  void takesContainersWhereAnEngineAnswers() {
    assertThat(ServerChoice.of(Map.of(), () -> true)).isEqualTo(ServerChoice.CONTAINERS);
  }

  @Test
  void takesTheEmbeddedServersWhereNoEngineAnswers() {
    assertThat(ServerChoice.of(Map.of(), () -> false)).isEqualTo(ServerChoice.EMBEDDED);
  }

  @Test
  void takesWhatTheVariableSaysWithoutAskingTheEngine() {
    assertThat(ServerChoice.of(Map.of("MESHLOG_TEST_SERVERS", "embedded"), NEVER_ASKED))
        .isEqualTo(ServerChoice.EMBEDDED);
    assertThat(ServerChoice.of(Map.of("MESHLOG_TEST_SERVERS", "containers"), NEVER_ASKED))
        .isEqualTo(ServerChoice.CONTAINERS);
  }

  @Test
  void refusesAnUnknownWord() {
    assertThatThrownBy(() -> ServerChoice.of(Map.of("MESHLOG_TEST_SERVERS", "docker"), NEVER_ASKED))
        .hasMessageContaining("MESHLOG_TEST_SERVERS is 'docker'");
  }
}
