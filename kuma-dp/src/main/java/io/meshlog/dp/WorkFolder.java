package io.meshlog.dp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder for the bootstrap and Envoy's sockets. What the launcher put there, it removes. */
final class WorkFolder implements AutoCloseable {
  private final Path path;
  private final boolean temporary;
  private @Nullable Path bootstrapFile;

  private WorkFolder(Path path, boolean temporary) {
    this.path = path;
    this.temporary = temporary;
  }

  /** The given folder, made if absent, or a temporary one if null. */
  static WorkFolder open(@Nullable Path given) throws IOException {
    if (given == null) {
      return new WorkFolder(Files.createTempDirectory("kuma-dp-"), true);
    }
    return new WorkFolder(Files.createDirectories(given), false);
  }

  Path path() {
    return path;
  }

  /** Writes the bootstrap, readable by this user only: it holds the proxy's token. */
  Path writeBootstrap(String proxyName, String yaml) throws IOException {
    Path file =
        path.resolve("envoy-bootstrap-" + proxyName.replaceAll("[^A-Za-z0-9._-]", "_") + ".yaml");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, yaml.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
    bootstrapFile = file;
    return file;
  }

  /** Removes the bootstrap, and the whole folder if it is a temporary one. */
  @Override
  public void close() throws IOException {
    if (temporary) {
      List<Path> inside;
      try (Stream<Path> walk = Files.walk(path)) {
        inside = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path entry : inside) {
        Files.deleteIfExists(entry);
      }
    } else if (bootstrapFile != null) {
      Files.deleteIfExists(bootstrapFile);
    }
  }
}
