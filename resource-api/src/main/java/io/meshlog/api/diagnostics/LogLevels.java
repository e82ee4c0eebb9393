package io.meshlog.api.diagnostics;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Levels of loggers that are set while the process runs, and forgotten when it ends. A logger is
 * named as a class or a package is, and its level holds for all below it. Thread-safe.
 */
public final class LogLevels {
  private static final int LONGEST = 256;
  private static final int MOST = 200;
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._$-]*");
  private static final List<String> LEVELS =
      List.of("off", "error", "warn", "info", "debug", "trace");

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
   * @param before its own, null where it had none
   */
  private record Level(String now, @Nullable String before) {}

  private final Loggers loggers;
  private final SortedMap<String, Level> set = new TreeMap<>();

  public LogLevels(Loggers loggers) {
    this.loggers = loggers;
  }

  /** What is set at the moment. */
  synchronized SortedMap<String, String> all() {
    SortedMap<String, String> levels = new TreeMap<>();
    set.forEach((name, level) -> levels.put(name, level.now()));
    return levels;
  }

  synchronized void set(String name, String level) throws Refused {
    check(name);
    if (!LEVELS.contains(level)) {
      throw new Refused(
          "invalid log level: '" + level + "' is none of " + String.join(", ", LEVELS), false);
    }
    Level known = set.get(name);
    if (known == null && set.size() >= MOST) {
      throw new Refused("there are levels of " + MOST + " components already", true);
    }
    if (known == null && !exists(name)) {
      throw new Refused("nothing logs as '" + name + "' or below it", false);
    }
    String before = known == null ? loggers.level(name) : known.before();
    loggers.set(name, level);
    set.put(name, new Level(level, before));
  }

  /** As it was configured; nothing if it still is. */
  synchronized void reset(String name) throws Refused {
    check(name);
    Level known = set.remove(name);
    if (known != null) {
      loggers.set(name, known.before());
    }
  }

  /** All as they were configured; what was set. */
  synchronized SortedMap<String, String> resetAll() {
    SortedMap<String, String> levels = all();
    set.forEach((name, level) -> loggers.set(name, level.before()));
    set.clear();
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
    return loggers.names().stream()
        .anyMatch(known -> known.equals(name) || known.startsWith(below));
  }
}
