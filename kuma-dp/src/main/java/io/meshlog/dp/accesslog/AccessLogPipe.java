package io.meshlog.dp.accesslog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The named pipe that Envoy writes to. It must be there before Envoy is: where there is none Envoy
 * makes a file and fills it.
 */
public final class AccessLogPipe implements AutoCloseable {
  private static final int LONGEST_PATH = 98;

  private final Path path;

  private AccessLogPipe(Path path) {
    this.path = path;
  }

  /**
   * Makes it, for this user only, by {@code mkfifo} (coreutils): the JDK has no such call.
   *
   * @throws IOException if it cannot be made
   */
  public static AccessLogPipe make(Path workDir, String mesh, String name)
      throws IOException, InterruptedException {
    Path path = path(workDir, mesh, name);
    Files.deleteIfExists(path);
    Process made =
        new ProcessBuilder("mkfifo", "-m", "600", path.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (made.waitFor() != 0) {
      throw new IOException(said);
    }
    return new AccessLogPipe(path);
  }

  /** As the control plane calls it: cut, as paths of sockets are. */
  private static Path path(Path workDir, String mesh, String name) {
    String whole = workDir.resolve("kuma-al-" + name + '-' + mesh).toString();
    byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, LONGEST_PATH);
    return Path.of(new String(bytes, 0, length, StandardCharsets.UTF_8) + ".sock");
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // it is in the way of nobody
    }
  }
}
