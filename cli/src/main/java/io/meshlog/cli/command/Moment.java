package io.meshlog.cli.command;

import io.meshlog.model.json.GoDuration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A place in time as people say it. */
final class Moment {
  private Moment() {}

  /** A duration such as {@code 2h} means so long ago; everything else is for the API to read. */
  static @Nullable String of(@Nullable String text, Instant now) {
    if (text == null || text.isEmpty() || !Character.isLetter(text.charAt(text.length() - 1))) {
      return text;
    }
    try {
      return now.minus(GoDuration.parse(text).value()).toString();
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** The number alone of {@code <log>:<epoch>:<position>}. */
  static String number(String position) {
    return position.substring(position.lastIndexOf(':') + 1);
  }
}
