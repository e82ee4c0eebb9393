package io.meshlog.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that cannot be confused with a later one: its id together with the moment it started. A
 * process id alone is reused by the system, so nothing is ever signalled by id alone.
 *
 * @param pid the process id
 * @param start when it started, in the words of the system: on Linux the boot's id and the clock
 *     ticks since that boot, which a change of the wall clock cannot move
 */
public record ProcessIdentity(long pid, String start) {

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Duration POLL = Duration.ofMillis(10);

  /** The identity of the running process, or empty when there is no live process with that id. */
  public static Optional<ProcessIdentity> of(long pid) {
    return startOf(pid).map(start -> new ProcessIdentity(pid, start));
  }

  /** The identity of the process that runs this code. */
  public static ProcessIdentity current() {
    return of(ProcessHandle.current().pid()).orElseThrow();
  }

  /** Reads a record written by {@link #writeTo}; empty when the file is absent or damaged. */
  public static Optional<ProcessIdentity> readFrom(Path file) {
    try {
      String[] words = Files.readString(file).strip().split(" ", 2);
      return words.length == 2
          ? Optional.of(new ProcessIdentity(Long.parseLong(words[0]), words[1]))
          : Optional.empty();
    } catch (NoSuchFileException | NumberFormatException absent) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces the file in one step, so that a reader never sees half a record. */
  public void writeTo(Path file) {
    try {
      Path part = file.resolveSibling(file.getFileName() + ".part");
      Files.writeString(part, pid + " " + start + "\n");
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether this very process still runs; one that ended but was not yet reaped does not. */
  public boolean isAlive() {
    return startOf(pid).filter(start::equals).isPresent();
  }

  /** Sends SIGTERM if this very process still runs. */
  public void terminate() {
    handle().ifPresent(ProcessHandle::destroy);
  }

  /** Sends SIGKILL if this very process still runs. */
  public void kill() {
    handle().ifPresent(ProcessHandle::destroyForcibly);
  }

  /** SIGTERM, then SIGKILL when it has not ended within {@code grace}. */
  public void stop(Duration grace) {
    terminate();
    if (!awaitEnd(grace)) {
      kill();
      awaitEnd(Duration.ofSeconds(10));
    }
  }

  /** Waits until the process has ended; false when it still runs after {@code patience}. */
  public boolean awaitEnd(Duration patience) {
    // A process that is not our child cannot be waited for; the system offers only to look again.
    long deadline = System.nanoTime() + patience.toNanos();
    while (isAlive()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return !isAlive();
      }
    }
    return true;
  }

  private Optional<ProcessHandle> handle() {
    return isAlive() ? ProcessHandle.of(pid) : Optional.empty();
  }

  private static Optional<String> startOf(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The command stands in brackets and may itself hold spaces and brackets: count from its end.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      boolean ended = fields[0].equals("Z") || fields[0].equals("X");
      return ended
          ? Optional.empty()
          : Optional.of(Files.readString(BOOT_ID).strip() + "/" + fields[19]);
    } catch (IOException noProcFile) {
      return Files.exists(BOOT_ID)
          ? Optional.empty()
          : ProcessHandle.of(pid).flatMap(h -> h.info().startInstant()).map(Instant::toString);
    }
  }
}
