package io.meshlog.cli.command;

import io.meshlog.cli.CliFailure;
import java.util.List;

/** Options that take one of some words. */
final class Formats {
  private Formats() {}

  static void mustBeOneOf(String option, String word, Object[] words) {
    if (List.of(words).stream().noneMatch(one -> one.toString().equals(word))) {
      throw CliFailure.usage(option + ": \"" + word + "\" is none of " + List.of(words));
    }
  }
}
