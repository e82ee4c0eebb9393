package io.meshlog.model.legacy;

import io.meshlog.model.json.ProtoDuration;
import io.meshlog.model.resource.Violations;
import org.jspecify.annotations.Nullable;

/** What several of these types check, in Kuma's words. */
public final class Checks {
  public static final String EMPTY = "cannot be empty";
  public static final String UNDEFINED = "has to be defined";
  private static final String POSITIVE = "has to be greater than 0";
  private static final double PERCENT = 100;

  private Checks() {}

  public static boolean blank(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  /** Refuses a text that is missing. */
  public static void given(@Nullable String text, Violations at) {
    if (blank(text)) {
      at.add(EMPTY);
    }
  }

  /** Refuses a percentage that is missing or none. {@code at} stands at what has it. */
  public static void percentage(@Nullable Double percentage, Violations at) {
    if (percentage == null) {
      at.add("percentage", EMPTY);
    } else {
      percent(percentage, at.at("percentage"));
    }
  }

  public static void percent(double value, Violations at) {
    if (!(value >= 0 && value <= PERCENT)) {
      at.add("has to be in [0.0 - 100.0] range");
    }
  }

  /** Refuses zero. */
  public static void aboveZero(ProtoDuration duration, Violations at) {
    if (duration.isZero()) {
      at.add(POSITIVE);
    }
  }

  /** Refuses zero where there is a value at all. */
  public static void aboveZeroIfGiven(@Nullable ProtoDuration duration, Violations at) {
    if (duration != null && duration.isZero()) {
      at.add(POSITIVE + " when defined");
    }
  }

  /** Refuses zero where there is a value at all. */
  public static void aboveZeroIfGiven(@Nullable Long number, Violations at) {
    if (number != null && number == 0) {
      at.add(POSITIVE + " when defined");
    }
  }

  public static void aboveZero(long number, Violations at) {
    if (number == 0) {
      at.add(POSITIVE);
    }
  }
}
