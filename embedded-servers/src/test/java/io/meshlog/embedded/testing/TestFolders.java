package io.meshlog.embedded.testing;

import io.meshlog.embedded.FileTree;
import io.meshlog.embedded.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Folders for test servers. Each test JVM has one root that it deletes at its end. Should it be
 * killed, a later test JVM finds the root by its owner's recorded identity, ends the servers that
 * are recorded below it and deletes it.
 */
public final class TestFolders {

  private static final Path ALL =
      Path.of(System.getProperty("java.io.tmpdir"), "meshlog-test-servers");
  private static final String OWNER = "owner";

  private TestFolders() {}

  /** A new, empty folder of this JVM. */
  public static Path newFolder(String name) {
    try {
      return Files.createTempDirectory(Root.PATH, name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loaded with the first folder: sweeps what dead owners left, and makes this JVM's root. */
  private static final class Root {
    static final Path PATH = make();

    private static Path make() {
      try {
        Files.createDirectories(ALL);
        for (Path root : children(ALL)) {
          boolean orphaned =
              ProcessIdentity.readFrom(root.resolve(OWNER)).filter(p -> !p.isAlive()).isPresent();
          if (orphaned) {
            sweep(root);
          }
        }
        Path root = Files.createTempDirectory(ALL, "jvm-");
        ProcessIdentity.current().writeTo(root.resolve(OWNER));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> sweep(root), "test-folders"));
        return root;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void sweep(Path root) {
    for (Path folder : children(root)) {
      ProcessIdentity.readFrom(folder.resolve("process"))
          .ifPresent(server -> {
            server.kill();
            server.awaitEnd(Duration.ofSeconds(10));
          });
    }
    try {
      FileTree.delete(root);
    } catch (UncheckedIOException filesStillAppear) {
      // A server's last worker may write while we delete; the next sweep gets the rest.
    }
  }

  private static List<Path> children(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isDirectory).toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
