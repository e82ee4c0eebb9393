package io.meshlog.demo.process;

import io.meshlog.embedded.DetachedProcess;
import io.meshlog.embedded.FileTree;
import io.meshlog.embedded.FolderLock;
import io.meshlog.embedded.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that holds all of one topology: data, logs, and a record per child process. One runner
 * at a time holds it; records found by the next one are of processes that a killed runner left.
 */
public final class StateFolder implements AutoCloseable {

  private static final Duration LEFTOVER_GRACE = Duration.ofSeconds(5);
  private static final int LAST_LINES = 10;
  private static final int LINE_WIDTH = 200;

  private final Path path;
  private final FolderLock lock;

  private StateFolder(Path path, FolderLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Opens the folder, made if absent, and locks it against another runner.
   *
   * @throws io.meshlog.embedded.ServerStartException when another runner uses it
   */
  public static StateFolder open(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    FolderLock lock = FolderLock.of(absolute);
    var state = new StateFolder(absolute, lock);
    state.folder("run");
    state.folder("log");
    return state;
  }

  public Path path() {
    return path;
  }

  /** A folder below, made if absent. */
  public Path folder(String name) {
    try {
      return Files.createDirectories(path.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path log(String child) {
    return path.resolve("log").resolve(child + ".log");
  }

  /** How the log of a child ends, cut to fit a terminal; empty when there is none. */
  public List<String> endOfLog(String child) {
    if (!Files.exists(log(child))) {
      return List.of();
    }
    List<String> lines =
        DetachedProcess.tail(log(child))
            .lines()
            .map(line -> line.length() > LINE_WIDTH ? line.substring(0, LINE_WIDTH) + "..." : line)
            .toList();
    return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
  }

  Path record(String child) {
    return path.resolve("run").resolve(child + ".process");
  }

  /**
   * Ends every recorded process that still runs, known by id and start time, and returns their
   * names. PostgreSQL and Kafka keep their own records, which their starts look at.
   */
  public List<String> stopLeftovers() {
    record Leftover(String name, Path file) {}
    List<Leftover> recorded;
    try (Stream<Path> files = Files.list(path.resolve("run"))) {
      recorded =
          files
              .filter(f -> f.toString().endsWith(".process"))
              .sorted()
              .map(f -> new Leftover(f.getFileName().toString().replace(".process", ""), f))
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return recorded.parallelStream()
        .filter(leftover -> {
          var alive = ProcessIdentity.readFrom(leftover.file()).filter(ProcessIdentity::isAlive);
          alive.ifPresent(p -> p.stop(LEFTOVER_GRACE));
          leftover.file().toFile().delete();
          return alive.isPresent();
        })
        .map(Leftover::name)
        .toList();
  }

  /** Deletes all that is in the folder but this runner's lock. Nothing may run in it any more. */
  public void wipe() {
    try (Stream<Path> entries = Files.list(path)) {
      entries.filter(e -> !e.getFileName().toString().equals("lock")).forEach(FileTree::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    folder("run");
    folder("log");
  }

  @Override
  public void close() {
    lock.close();
  }
}
