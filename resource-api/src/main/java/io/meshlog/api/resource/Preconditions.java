package io.meshlog.api.resource;

import io.meshlog.api.error.Problem;
import io.meshlog.model.decide.Expected;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code If-Match} and {@code If-None-Match} of writes; the ETag is the stream version. */
final class Preconditions {
  private static final Pattern TAG = Pattern.compile("\"(\\d{1,18})\"");

  private Preconditions() {}

  static String tag(long version) {
    return "\"" + version + '"';
  }

  /** {@link Expected#ANY} when the client demands nothing. */
  static Expected of(Ask ask) {
    String noneMatch = ask.header("If-None-Match");
    if (noneMatch != null) {
      if (!noneMatch.equals("*")) {
        throw Problem.invalid("Invalid request", "If-None-Match", "must be * in a write").raise();
      }
      return Expected.ABSENT;
    }
    String match = ask.header("If-Match");
    if (match == null || match.equals("*")) {
      return Expected.ANY;
    }
    Matcher tag = TAG.matcher(match);
    if (!tag.matches()) {
      throw Problem.invalid(
              "Invalid request", "If-Match", "must be an ETag of this API, e.g. \"3\"")
          .raise();
    }
    return new Expected.ExactVersion(Long.parseLong(tag.group(1)));
  }
}
