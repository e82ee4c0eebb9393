package io.meshlog.demo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
  @Test
  void showsHowALogEnds(@TempDir Path folder) throws Exception {
    try (StateFolder state = StateFolder.open(folder)) {
      assertThat(state.endOfLog("zone-1")).as("without a log").isEmpty();

      List<String> lines = IntStream.range(0, 100).mapToObj(i -> "line " + i).toList();
      Files.write(state.log("zone-1"), lines);
      assertThat(state.endOfLog("zone-1")).hasSize(10).endsWith("line 98", "line 99");

      Files.writeString(state.log("zone-1"), "x".repeat(10_000));
      assertThat(state.endOfLog("zone-1")).singleElement().asString().hasSizeLessThan(300);
    }
  }
}
