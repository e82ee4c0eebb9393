package io.meshlog.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** How long ago something was, in its largest unit: {@code 5m}, {@code 3d}. */
public final class Ages {
  public static final String NEVER = "never";
  private static final int DAYS_A_YEAR = 365;

  private final Instant now;

  public Ages(Instant now) {
    this.now = now;
  }

  /** {@code never} when the text is no time or stands for none. */
  public String since(String time) {
    Instant then;
    try {
      then = Instant.parse(time);
    } catch (DateTimeParseException e) {
      return NEVER;
    }
    return then.getEpochSecond() <= 0 ? NEVER : of(Duration.between(then, now));
  }

  static String of(Duration age) {
    if (age.isNegative()) {
      return "0s";
    }
    if (age.toDays() >= DAYS_A_YEAR) {
      return age.toDays() / DAYS_A_YEAR + "y";
    }
    if (age.toDays() > 0) {
      return age.toDays() + "d";
    }
    if (age.toHours() > 0) {
      return age.toHours() + "h";
    }
    return age.toMinutes() > 0 ? age.toMinutes() + "m" : age.toSeconds() + "s";
  }
}
