package io.meshlog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.demo.Await;
import io.meshlog.demo.layout.Layout;
import io.meshlog.embedded.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The demo as {@code ./meshlog demo} starts it, a process of its own with its output in a file. */
final class RunnerProcess {
  private static final Duration READY = Duration.ofSeconds(240);
  private static final Duration END = Duration.ofSeconds(90);

  private final Process process;
  private final Path state;
  private final Path output;

  private RunnerProcess(Process process, Path state, Path output) {
    this.process = process;
    this.state = state;
    this.output = output;
  }

  static RunnerProcess start(Path state, Layout layout, Path output, String... more)
      throws IOException {
    Path root = Path.of(System.getProperty("meshlog.root"));
    // A test that runs in the background inherits an ignored SIGINT, which Java keeps.
    List<String> line = new ArrayList<>(List.of("env", "--default-signal=INT"));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.addAll(
        List.of("-Dmeshlog.root=" + root, "-cp", root.resolve("demo/target/dist/lib") + "/*"));
    line.addAll(List.of("io.meshlog.demo.DemoCommand", "--root=" + root, "--state=" + state));
    line.add("--port-offset=" + layout.offset());
    line.addAll(List.of(more));
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
    return new RunnerProcess(builder.start(), state, output);
  }

  /** Returns when the table of addresses was printed. */
  void awaitReady() {
    boolean ended = Await.within(READY, () -> text().contains("\nTry\n") || !process.isAlive());
    assertThat(ended && process.isAlive()).as("runner is ready:\n%s", text()).isTrue();
  }

  String text() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines below "Try". */
  List<String> curlLines() {
    String text = text();
    return text.substring(text.indexOf("\nTry\n") + 5)
        .lines()
        .takeWhile(line -> line.startsWith("  curl "))
        .map(String::strip)
        .toList();
  }

  /**
   * Every process that the state folder has on record, servers included, and all below them, such
   * as the Envoys.
   */
  List<ProcessIdentity> children() {
    if (!Files.exists(state)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(state, 3)) {
      return files
          .filter(file -> file.toString().endsWith(".process") || file.endsWith("process"))
          .filter(Files::isRegularFile)
          .flatMap(file -> ProcessIdentity.readFrom(file).stream())
          .filter(ProcessIdentity::isAlive)
          .flatMap(identity ->
              Stream.concat(Stream.of(identity), below(identity).flatMap(Optional::stream)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Optional<ProcessIdentity>> below(ProcessIdentity identity) {
    return ProcessHandle.of(identity.pid()).stream()
        .flatMap(ProcessHandle::descendants)
        .map(child -> ProcessIdentity.of(child.pid()));
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends what Ctrl-C sends and waits for the end; the exit code. */
  int interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", "kill -INT " + process.pid()).start().waitFor();
    assertThat(process.waitFor(END.toSeconds(), TimeUnit.SECONDS))
        .as("the runner ends:\n%s", text())
        .isTrue();
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }
}
