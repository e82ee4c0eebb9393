package io.meshlog.embedded.testing.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A file system of a few megabytes, in memory, mounted on a folder until it is closed. */
public final class SmallDisk implements AutoCloseable {
  private static final int BLOCK = 65_536;

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Skips the test, with the reason, where this process may not mount. */
  public static SmallDisk mounted(Path folder, int megabytes) {
    List<String> mount =
        List.of(
            "mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
    String why = run(mount);
    Assumptions.assumeTrue(why.isEmpty(), () -> "no small disk: " + why);
    return new SmallDisk(folder);
  }

  public Path folder() {
    return folder;
  }

  /** Takes all space that is left, but for so many blocks of 64 KiB. */
  public void fill(int blocksLeft) {
    try (OutputStream ballast = Files.newOutputStream(ballast())) {
      long blocks = Files.getFileStore(folder).getUsableSpace() / BLOCK - blocksLeft;
      for (long i = 0; i < blocks; i++) {
        ballast.write(new byte[BLOCK]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives back what {@link #fill} took. */
  public void free() {
    try {
      Files.deleteIfExists(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  @Override
  public void close() {
    // Lazily: whoever still has a file open keeps that file and nothing else.
    run(List.of("umount", "-l", folder.toString()));
  }

  /** Empty when it went well, else what it said. */
  private static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      return process.waitFor() == 0 ? "" : "status " + process.exitValue() + " " + said.strip();
    } catch (IOException notThere) {
      return String.valueOf(notThere.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
