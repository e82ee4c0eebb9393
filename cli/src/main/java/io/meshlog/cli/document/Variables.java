package io.meshlog.cli.document;

import io.meshlog.cli.CliFailure;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values for <code>{{ name }}</code> in documents. Without any, documents are left as they are;
 * what begins with a dot ({@code .DisplayName} of a HostnameGenerator) is not ours.
 */
public record Variables(Map<String, String> values) {
  private static final Pattern USE = Pattern.compile("\\{\\{\\s*([A-Za-z_][A-Za-z0-9_.-]*)\\s*}}");

  public Variables {
    values = Map.copyOf(values);
  }

  String fill(String place, String text) {
    if (values.isEmpty()) {
      return text;
    }
    return USE.matcher(text)
        .replaceAll(use -> Matcher.quoteReplacement(value(place, use.group(1))));
  }

  private String value(String place, String name) {
    String value = values.get(name);
    if (value == null) {
      throw CliFailure.invalid(
          place + ": no value for {{ " + name + " }}; give it with --var " + name + "=VALUE");
    }
    return value;
  }
}
