package io.meshlog.model.legacy.virtualoutbound;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Go template of text and {@code {{.names}}}; what else there may be is not understood. */
record PlainTemplate(String text) {
  private static final Pattern ACTION = Pattern.compile("\\{\\{(.*?)}}", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("-?\\s*\\.(\\w+)\\s*-?");

  boolean unclosed() {
    return ACTION.matcher(text).replaceAll("").contains("{{");
  }

  /** Empty when there is more in it than names. */
  Optional<String> with(UnaryOperator<String> values) {
    StringBuilder out = new StringBuilder();
    Matcher action = ACTION.matcher(text);
    while (action.find()) {
      Matcher name = NAME.matcher(action.group(1));
      if (!name.matches()) {
        return Optional.empty();
      }
      action.appendReplacement(out, Matcher.quoteReplacement(values.apply(name.group(1))));
    }
    return Optional.of(action.appendTail(out).toString());
  }
}
