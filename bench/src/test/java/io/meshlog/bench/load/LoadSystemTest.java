package io.meshlog.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Says nothing of speed: that both are measured, and that a change reaches whom it concerns. */
class LoadSystemTest {
  private static final String RESPONSES = ", responses per change";

  @TempDir Path folder = Path.of("");

  @Test
  void aControlPlaneAndTheFloorAreMeasuredInOneRun() throws Exception {
    // Each service has six callers.
    LoadPlan plan = new LoadPlan(12, 4, 2, false, true);
    Path json = folder.resolve("load.json");

    Measured measured =
        new LoadBench(
                plan,
                new LoadRun.Sizes(1, 2, 1, 5, 0, 0),
                EnumSet.of(Mode.ENDPOINT, Mode.UNRELATED, Mode.POLICY, Mode.FLOOR),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
            .onOwnZone(Path.of(System.getProperty("meshlog.root", "")), List.of(), json);

    for (String target : List.of("meshlog", "floor")) {
      assertThat(measured.of(target, "endpoint added" + RESPONSES)).as(target).isEqualTo(6);
      assertThat(measured.of(target, "endpoint that nobody uses" + RESPONSES)).as(target).isZero();
      assertThat(measured.of(target, "policy changed for all" + RESPONSES))
          .as(target)
          .isEqualTo(12);
      assertThat(measured.of(target, "CPU for it, per proxy")).as(target).isPositive();
      assertThat(measured.of(target, "peak memory")).as(target).isPositive();
    }
    JsonNode written = JsonMapper.shared().readTree(Files.readString(json));
    assertThat(written.path("machine").path("processors").intValue()).isPositive();
    assertThat(written.path("plan").path("proxies").intValue()).isEqualTo(12);
    assertThat(written.path("peak memory").path("floor").doubleValue()).isPositive();
  }
}
