package io.meshlog.demo.process;

import io.meshlog.embedded.DetachedProcess;
import io.meshlog.embedded.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program to run as a child.
 *
 * @param name also names its log and its record
 * @param environment added to the runner's own, of which Kuma's and Meshlog's variables are left
 *     out: what a child is told stands here alone
 * @param grace how long it may take to end after SIGTERM
 */
public record Command(
    String name, List<String> line, Map<String, String> environment, Duration grace) {

  public Command {
    line = List.copyOf(line);
    environment = Map.copyOf(environment);
  }

  /** Runs it in the folder, with its log and the record of its identity there. */
  public Launch in(StateFolder state) {
    return () -> {
      Path log = state.log(name);
      Process process = DetachedProcess.start(line, wholeEnvironment(), state.path(), log);
      ProcessIdentity identity =
          ProcessIdentity.of(process.pid())
              .orElseThrow(() ->
                  new IllegalStateException(
                      name + " ended as soon as it was started:\n" + DetachedProcess.tail(log)));
      Path record = state.record(name);
      identity.writeTo(record);
      return new Running(
          process.toHandle(),
          () -> {
            identity.stop(grace);
            forget(record);
          });
    };
  }

  private Map<String, String> wholeEnvironment() {
    var whole = new HashMap<>(System.getenv());
    whole.keySet().removeIf(name -> name.startsWith("KUMA_") || name.startsWith("MESHLOG_"));
    whole.putAll(environment);
    return whole;
  }

  private static void forget(Path record) {
    try {
      Files.deleteIfExists(record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
