package io.meshlog.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The files of one PostgreSQL data folder: how they are made, and what they tell about a server.
 */
final class PostgresCluster {

  /** What a running postmaster writes about itself in {@code postmaster.pid}. */
  record Postmaster(long pid, int port, boolean ready) {}

  private final PostgresOptions options;
  private final PostgresBinaries binaries;

  PostgresCluster(PostgresOptions options, PostgresBinaries binaries) {
    this.options = options;
    this.binaries = binaries;
  }

  /** Makes the data folder unless there is one. A half-made one is never taken for a whole one. */
  void initialise() {
    if (Files.exists(options.cluster().resolve("PG_VERSION"))) {
      return;
    }
    Path part = options.folder().resolve("cluster.part");
    FileTree.delete(part);
    writePassword();
    var command = asOrdinaryUser(binaries.program("initdb"));
    command.addAll(List.of("-D", part.toString(), "--username=postgres"));
    command.addAll(List.of("--auth=scram-sha-256", "--pwfile=" + options.passwordFile()));
    command.addAll(List.of("--encoding=UTF8", "--locale=C"));
    command.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
    if (!options.syncsInit()) {
      command.add("--no-sync");
    }
    Path log = options.folder().resolve("initdb.log");
    try {
      if (DetachedProcess.start(command, System.getenv(), options.folder(), log).waitFor() != 0) {
        throw new ServerStartException(
            "initdb failed in " + options.folder() + ":\n" + DetachedProcess.tail(log));
      }
      Files.move(part, options.cluster(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerStartException("interrupted while initdb ran in " + options.folder(), e);
    }
  }

  String password() {
    try {
      return Files.readString(options.passwordFile()).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<Postmaster> postmaster() {
    try {
      List<String> lines = Files.readAllLines(options.cluster().resolve("postmaster.pid"));
      if (lines.size() < 4) {
        return Optional.empty();
      }
      boolean ready = lines.size() >= 8 && lines.get(7).strip().equals("ready");
      return Optional.of(
          new Postmaster(
              Long.parseLong(lines.get(0).strip()), Integer.parseInt(lines.get(3).strip()), ready));
    } catch (NoSuchFileException | NumberFormatException notYet) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the live process with this id works in this folder: a postmaster always does. */
  boolean isHomeOf(long pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd"))
          .equals(options.cluster().toRealPath());
    } catch (IOException notReadable) {
      return false;
    }
  }

  void forgetPostmaster() {
    try {
      Files.deleteIfExists(options.cluster().resolve("postmaster.pid"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * PostgreSQL refuses to run as root. In a user namespace of its own it sees another user id,
   * while its files stay root's.
   */
  static ArrayList<String> asOrdinaryUser(Path program) {
    var command = new ArrayList<String>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(DetachedProcess.systemProgram("unshare"));
      if (!command.isEmpty()) {
        command.add("--user");
      }
    }
    command.add(program.toString());
    return command;
  }

  private void writePassword() {
    byte[] secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    try {
      Files.deleteIfExists(options.passwordFile());
      Files.createFile(
          options.passwordFile(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(options.passwordFile(), HexFormat.of().formatHex(secret) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
