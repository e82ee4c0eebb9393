package io.meshlog.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.bench.ads.Received;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class FloorTest {

  /**
   * A few proxies over real streams to a floor in a process of its own: no control plane needed.
   */
  @Test
  void theDriverTakesWhatTheFloorSends() throws Exception {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    Measured measured = new Measured(new PrintStream(told, true, StandardCharsets.UTF_8));

    new DriverLimit(new LoadPlan(20, 5, 3, true, false), measured).run();

    ObjectNode json = measured.json();
    assertThat(json.propertyNames()).hasSize(5);
    json.propertyStream()
        .filter(figure -> !figure.getKey().contains("CPU"))
        .forEach(figure ->
            assertThat(figure.getValue().path("floor").doubleValue())
                .as(figure.getKey())
                .isPositive());
    assertThat(told.toString(StandardCharsets.UTF_8)).contains("20 proxies: responses taken");
  }

  @Test
  void aRecordingIsReadAsItWasWritten(@TempDir Path folder) throws Exception {
    Recording recording = new Recording();
    recording.begin("one");
    recording.add("one", 7, response(1, 2, 3));
    recording.add("one", 7, response(4));
    recording.begin("two");
    recording.write(folder.resolve("recording"));

    Recording read = Recording.read(folder.resolve("recording"));

    assertThat(read.of("one", 7)).containsExactly(new byte[] {1, 2, 3}, new byte[] {4});
    assertThat(read.of("one", 8)).isEmpty();
    assertThat(read.of("two", 7)).isEmpty();
    assertThat(read.of("three", 7)).isEmpty();
  }

  private static Received response(int... bytes) {
    byte[] message = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      message[i] = (byte) bytes[i];
    }
    return new Received(message, "", "", "", List.of());
  }
}
