package io.meshlog.xds.golden;

import io.meshlog.xds.ProxyConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real Envoy with a config as its static bootstrap, for real traffic. Closed by its test. */
final class RunningEnvoy implements AutoCloseable {
  private final Process process;

  private RunningEnvoy(Process process) {
    this.process = process;
  }

  /** Returns when it listens on the port. */
  static RunningEnvoy start(Path binary, ProxyConfig config, int port, Path workFolder)
      throws IOException {
    Path file = Files.createTempFile(workFolder, "envoy", ".json");
    Files.writeString(file, EnvoyCheck.bootstrap(config).toString());
    Process process =
        new ProcessBuilder(
                binary.toString(),
                "-c",
                file.toString(),
                "--concurrency",
                "1",
                "--use-dynamic-base-id",
                "--file-flush-interval-msec",
                "20",
                "-l",
                "info")
            .redirectErrorStream(true)
            .start();
    BufferedReader log =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    String line = log.readLine();
    while (line != null && !line.contains("all dependencies initialized. starting workers")) {
      said.append(line).append('\n');
      line = log.readLine();
    }
    if (line == null) {
      throw new AssertionError("Envoy ended: " + said);
    }
    Thread.ofVirtual().start(() -> drain(log));
    RunningEnvoy running = new RunningEnvoy(process);
    running.awaitListening(port);
    return running;
  }

  /** Its last word before it listens is not yet the listening itself. */
  private void awaitListening(int port) throws IOException {
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        return;
      } catch (ConnectException e) {
        if (!process.isAlive()) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  private static void drain(BufferedReader log) {
    try (log) {
      while (log.readLine() != null) {
        // what it says from now on is of no interest, but must not fill the pipe
      }
    } catch (IOException e) {
      // closed with the process
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted while Envoy stops", e));
    }
  }
}
