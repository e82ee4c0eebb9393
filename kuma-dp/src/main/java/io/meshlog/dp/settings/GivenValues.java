package io.meshlog.dp.settings;

import io.meshlog.dp.config.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resolves settings by precedence: flag, then environment, then default. Collects problems, each
 * under the name the user wrote, so that one start shows all of them. Not thread-safe.
 */
final class GivenValues {
  private final Map<Setting, List<String>> flags;
  private final Map<String, String> environment;
  private final List<String> problems = new ArrayList<>();

  GivenValues(Map<Setting, List<String>> flags, Map<String, String> environment) {
    this.flags = flags.isEmpty() ? Map.of() : new EnumMap<>(flags);
    this.environment = environment;
    this.flags.forEach((setting, values) -> {
      if (values.stream().anyMatch(String::isBlank)) {
        problem(setting, "must not be empty");
      }
    });
  }

  List<String> problems() {
    return problems;
  }

  void problem(Setting setting, String text) {
    problems.add(source(setting) + ": " + text);
  }

  /** True if the user set it by flag or environment, whatever the value. */
  boolean isGiven(Setting setting) {
    return flags.containsKey(setting) || fromEnvironment(setting) != null;
  }

  /** The name by which the user set it: the flag or the variable. */
  String source(Setting setting) {
    boolean byVariable = !flags.containsKey(setting) && fromEnvironment(setting) != null;
    return byVariable ? setting.variable() : setting.title();
  }

  List<String> all(Setting setting) {
    return flags.getOrDefault(setting, List.of());
  }

  /** The value in force, as given; empty if there is none. */
  String text(Setting setting) {
    List<String> given = flags.get(setting);
    if (given != null) {
      return given.getLast();
    }
    String fromEnvironment = fromEnvironment(setting);
    return fromEnvironment == null ? setting.defaultValue() : fromEnvironment;
  }

  @Nullable String textOrNull(Setting setting) {
    String text = text(setting);
    return text.isEmpty() ? null : text;
  }

  boolean isOn(Setting setting) {
    String text = text(setting).toLowerCase(Locale.ROOT);
    switch (text) {
      case "true", "1", "t" -> {
        return true;
      }
      case "false", "0", "f", "" -> {
        return false;
      }
      default -> {
        problem(setting, "\"" + text + "\" is not true or false");
        return false;
      }
    }
  }

  int number(Setting setting, int least, int most) {
    String text = text(setting);
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // reported below like a number out of range
    }
    problem(setting, "\"%s\" is not a number from %d to %d".formatted(text, least, most));
    return least;
  }

  Duration duration(Setting setting) {
    String text = text(setting);
    return GoDuration.parse(text)
        .orElseGet(() -> {
          problem(setting, "\"" + text + "\" is not a duration such as 30s or 1m30s");
          return Duration.ZERO;
        });
  }

  /** The value in force, which must be one of {@code allowed}; else a problem and the default. */
  String choice(Setting setting, List<String> allowed) {
    String text = text(setting);
    if (!allowed.contains(text)) {
      problem(setting, "\"%s\" is not one of %s".formatted(text, String.join(", ", allowed)));
      return allowed.getFirst();
    }
    return text;
  }

  private @Nullable String fromEnvironment(Setting setting) {
    String value = setting.variable().isEmpty() ? null : environment.get(setting.variable());
    return value == null || value.isBlank() ? null : value;
  }
}
