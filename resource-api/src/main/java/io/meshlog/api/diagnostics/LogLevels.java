package io.meshlog.api.diagnostics;

import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Levels of loggers that are set while the process runs, and forgotten when it ends. A logger is
 * named as a class or a package is, and its level holds for all below it. Thread-safe.
 */
public final class LogLevels {
  private static final int LONGEST = 256;
  private static final int MOST = 200;
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._$-]*");
  private static final List<LogLevel> LEVELS =
      List.of(
          LogLevel.OFF,
          LogLevel.ERROR,
          LogLevel.WARN,
          LogLevel.INFO,
          LogLevel.DEBUG,
          LogLevel.TRACE);

  /** Something that cannot be done; the message says what is wrong. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean tooMany;

    Refused(String why, boolean tooMany) {
      super(why);
      this.tooMany = tooMany;
    }

    /** Whether it could be done if less were set. */
    boolean tooMany() {
      return tooMany;
    }
  }

  /**
   * @param before the configured one, null where that is inherited
   */
  private record Level(LogLevel now, @Nullable LogLevel before) {}

  private final LoggingSystem system;
  private final SortedMap<String, Level> overrides = new TreeMap<>();

  public LogLevels(LoggingSystem system) {
    this.system = system;
  }

  /** What is set at the moment. */
  synchronized SortedMap<String, String> all() {
    SortedMap<String, String> levels = new TreeMap<>();
    overrides.forEach((name, override) -> levels.put(name, word(override.now())));
    return levels;
  }

  synchronized void set(String name, String level) throws Refused {
    check(name);
    LogLevel wanted =
        LEVELS.stream()
            .filter(each -> word(each).equals(level))
            .findFirst()
            .orElseThrow(() ->
                new Refused(
                    "invalid log level: '"
                        + level
                        + "' is none of "
                        + String.join(", ", LEVELS.stream().map(LogLevels::word).toList()),
                    false));
    Level known = overrides.get(name);
    if (known == null) {
      if (overrides.size() >= MOST) {
        throw new Refused("there are levels of " + MOST + " components already", true);
      }
      if (!exists(name)) {
        throw new Refused("nothing logs as '" + name + "' or below it", false);
      }
    }
    LogLevel before = known == null ? configured(name) : known.before();
    system.setLogLevel(name, wanted);
    overrides.put(name, new Level(wanted, before));
  }

  /** As it was configured; nothing if it still is. */
  synchronized void reset(String name) throws Refused {
    check(name);
    Level known = overrides.remove(name);
    if (known != null) {
      system.setLogLevel(name, known.before());
    }
  }

  /** All as they were configured; what was set. */
  synchronized SortedMap<String, String> resetAll() {
    SortedMap<String, String> levels = all();
    overrides.forEach((name, override) -> system.setLogLevel(name, override.before()));
    overrides.clear();
    return levels;
  }

  private static void check(String name) throws Refused {
    if (name.length() > LONGEST || !NAME.matcher(name).matches()) {
      throw new Refused(
          "the component's name must have 1 to "
              + LONGEST
              + " letters, digits, '.', '_', '$' or '-'",
          false);
    }
  }

  /** A logger that is made stays for ever, so that none is made of any name that somebody sends. */
  private boolean exists(String name) {
    String below = name + '.';
    return name.equals(LoggingSystem.ROOT_LOGGER_NAME)
        || system.getLoggerConfigurations().stream()
            .map(LoggerConfiguration::getName)
            .anyMatch(known -> known.equals(name) || known.startsWith(below));
  }

  private @Nullable LogLevel configured(String name) {
    LoggerConfiguration found = system.getLoggerConfiguration(name);
    return found == null ? null : found.getConfiguredLevel();
  }

  private static String word(LogLevel level) {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
