package io.meshlog.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts programs in a session of their own, with their output in a file: Ctrl-C in the terminal
 * reaches only the process that started them, which then ends them in its own order, and they go on
 * when it dies.
 */
public final class DetachedProcess {

  private static final int TAIL_BYTES = 4000;

  private DetachedProcess() {}

  /**
   * @param environment all that the program gets; nothing is inherited
   * @param log gets what the program writes; what an earlier run wrote is kept as {@code .1}
   */
  public static Process start(
      List<String> command, Map<String, String> environment, Path folder, Path log) {
    var line = new ArrayList<String>();
    systemProgram("setsid").forEach(line::add);
    line.addAll(command);
    var builder = new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectInput(new File("/dev/null")).redirectOutput(log.toFile());
    try {
      if (Files.exists(log)) {
        Path earlier = log.resolveSibling(log.getFileName() + ".1");
        Files.move(log, earlier, StandardCopyOption.REPLACE_EXISTING);
      }
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of a log, for an error message. */
  public static String tail(Path log) {
    try {
      byte[] all = Files.readAllBytes(log);
      int from = Math.max(0, all.length - TAIL_BYTES);
      return new String(all, from, all.length - from, StandardCharsets.UTF_8).strip();
    } catch (IOException unreadable) {
      return "(no log: " + unreadable + ")";
    }
  }

  /** The system's own program of that name as a command's first word, or nothing. */
  static List<String> systemProgram(String name) {
    return Stream.of("/usr/bin", "/bin")
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .limit(1)
        .map(Path::toString)
        .toList();
  }
}
