package io.meshlog.api.resource;

import io.meshlog.api.error.Problem;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which part of a list that is ordered by a growing number, newest first.
 *
 * @param before only numbers below it: the next older ones
 * @param after only numbers above it: the next newer ones
 */
public record Paging(OptionalLong before, OptionalLong after, int size) {
  /** The parameters that say so. */
  private static final List<String> CURSORS = List.of("before", "after");

  private static final int DEFAULT_SIZE = 100;
  private static final int MAX_SIZE = 1000;

  public static Paging of(Ask ask) {
    OptionalLong before = number(ask, "before", Long.MAX_VALUE);
    OptionalLong after = number(ask, "after", Long.MAX_VALUE);
    if (before.isPresent() && after.isPresent()) {
      throw Problem.invalid(Moments.TITLE, "after", "cannot be set together with before").raise();
    }
    return new Paging(before, after, (int) number(ask, "size", MAX_SIZE).orElse(DEFAULT_SIZE));
  }

  private static OptionalLong number(Ask ask, String parameter, long most) {
    String text = ask.parameter(parameter);
    if (text == null || text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long value = Long.parseLong(text);
      if (value >= (parameter.equals("after") ? 0 : 1) && value <= most) {
        return OptionalLong.of(value);
      }
    } catch (NumberFormatException e) {
      // Answered below.
    }
    throw Problem.invalid(Moments.TITLE, parameter, "must be a number from 1 to " + most).raise();
  }

  /** The address of the page before or after a number. */
  public static String link(Ask ask, String cursor, long value) {
    return PageLink.of(ask.http(), CURSORS, cursor, Long.toString(value));
  }
}
