package io.meshlog.zone;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An Envoy process with a bootstrap. */
public final class RealEnvoy implements AutoCloseable {
  private final Process process;
  private final Path log;

  private RealEnvoy(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  public static RealEnvoy start(String bootstrapYaml, Path folder) throws IOException {
    Path config = folder.resolve("bootstrap.yaml");
    Files.writeString(config, bootstrapYaml);
    Path log = folder.resolve("envoy.log");
    Process process =
        new ProcessBuilder(
                List.of(
                    binary(),
                    "-c",
                    config.toString(),
                    "--use-dynamic-base-id",
                    "--concurrency",
                    "1",
                    "--drain-time-s",
                    "1",
                    "--log-level",
                    "warning"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new RealEnvoy(process, log);
  }

  /** What a real Envoy has against a bootstrap; empty when it takes it. */
  public static String refuses(Path bootstrap) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(binary(), "--mode", "validate", "-c", bootstrap.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : said;
  }

  private static String binary() {
    return Optional.ofNullable(System.getenv("MESHLOG_ENVOY"))
        .filter(path -> !path.isEmpty())
        .or(() ->
            Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, "envoy"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst())
        .orElseThrow(
            () -> new AssertionError("this test runs a real Envoy: set MESHLOG_ENVOY to one"));
  }

  /** A port that was free a moment ago. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  public String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
