package io.meshlog.embedded.testing.fault;

import io.meshlog.embedded.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** A copy of the folder of a server that is stopped: the plainest backup there is. */
public final class ColdCopy {
  private final Path folder;
  private final Path copy;

  private ColdCopy(Path folder, Path copy) {
    this.folder = folder;
    this.copy = copy;
  }

  public static ColdCopy of(Path folder, Path copy) {
    copy(folder, copy);
    return new ColdCopy(folder, copy);
  }

  /** Puts the folder back to what it was; the server must be stopped. */
  public void restore() {
    FileTree.delete(folder);
    copy(copy, folder);
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Path target = to.resolve(from.relativize(path));
        if (!Files.isDirectory(target)) {
          Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
