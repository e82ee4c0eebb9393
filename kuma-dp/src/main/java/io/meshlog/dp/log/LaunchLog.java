package io.meshlog.dp.log;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes one line per call to a stream; safe for use by several threads. */
public final class LaunchLog {
  /** Levels of {@code --log-level}, from silent to everything. */
  public enum Level {
    OFF,
    ERROR,
    INFO,
    DEBUG
  }

  private final PrintStream out;
  private final Level level;

  public LaunchLog(PrintStream out, Level level) {
    this.out = out;
    this.level = level;
  }

  public void error(String message) {
    write(Level.ERROR, "ERROR", message);
  }

  public void warn(String message) {
    write(Level.INFO, "WARN ", message);
  }

  public void info(String message) {
    write(Level.INFO, "INFO ", message);
  }

  public void debug(String message) {
    write(Level.DEBUG, "DEBUG", message);
  }

  private void write(Level needed, String label, String message) {
    if (level.compareTo(needed) >= 0) {
      out.println(
          Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + label + " kuma-dp: " + message);
    }
  }
}
