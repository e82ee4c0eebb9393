package io.meshlog.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once per version into a cache folder of the user. Unpacking goes
 * to a folder of its own that is then renamed, so processes that start together do not disturb one
 * another and a half-unpacked folder is never used.
 */
final class PostgresBinaries {

  /** The version of the binaries in the build; the folder's name, so a bump unpacks anew. */
  static final String VERSION = "18.6.0";

  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

  private final Path home;

  private PostgresBinaries(Path home) {
    this.home = home;
  }

  static PostgresBinaries unpacked() {
    Path home = CacheFolder.path().resolve("postgres-" + VERSION);
    if (!Files.isDirectory(home)) {
      unpack(home);
    }
    return new PostgresBinaries(home);
  }

  Path program(String name) {
    return home.resolve("bin").resolve(name);
  }

  private static void unpack(Path home) {
    String machine = System.getProperty("os.name") + "/" + System.getProperty("os.arch");
    if (!machine.equals("Linux/amd64")) {
      throw new ServerStartException(
          "the embedded PostgreSQL is built for Linux/amd64, this is "
              + machine
              + ": set KUMA_STORE_POSTGRES_HOST to a server of your own");
    }
    try (InputStream archive = PostgresBinaries.class.getResourceAsStream(ARCHIVE)) {
      if (archive == null) {
        throw new ServerStartException("PostgreSQL's binaries are not on the class path");
      }
      Files.createDirectories(home.getParent());
      Path part = Files.createTempDirectory(home.getParent(), "postgres-part");
      Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
      extract(archive, part);
      try {
        Files.move(part, home, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException lostRace) {
        FileTree.delete(part);
        if (!Files.isDirectory(home)) {
          throw lostRace;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not unpack PostgreSQL to " + home, e);
    }
  }

  private static void extract(InputStream archive, Path target) throws IOException {
    try (var tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive, 1 << 16)))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        Path path = target.resolve(e.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("entry leaves the folder: " + e.getName());
        }
        if (e.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(path.getParent());
        if (e.isSymbolicLink()) {
          link(path, Path.of(e.getLinkName()));
        } else {
          Files.copy(tar, path, StandardCopyOption.REPLACE_EXISTING);
          if ((e.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
    }
  }

  private static void link(Path path, Path destination) throws IOException {
    try {
      Files.createSymbolicLink(path, destination);
    } catch (FileAlreadyExistsException again) {
      Files.delete(path);
      Files.createSymbolicLink(path, destination);
    }
  }
}
