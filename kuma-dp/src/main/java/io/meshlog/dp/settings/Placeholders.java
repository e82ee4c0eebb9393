package io.meshlog.dp.settings;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills {@code {{ name }}} placeholders of a resource with the values of --dataplane-var. */
final class Placeholders {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(.*?)\\}\\}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

  private Placeholders() {}

  /** The filled text; every problem found is added to {@code problems}, without a source. */
  static String fill(String template, Map<String, String> values, List<String> problems) {
    Matcher placeholder = PLACEHOLDER.matcher(template);
    StringBuilder filled = new StringBuilder(template.length());
    Set<String> missing = new LinkedHashSet<>();
    List<String> malformed = new ArrayList<>();
    int from = 0;
    while (placeholder.find()) {
      String name = placeholder.group(1).strip();
      String value = values.get(name);
      if (!NAME.matcher(name).matches()) {
        malformed.add(placeholder.group());
      } else if (value == null) {
        missing.add(name);
      }
      filled.append(template, from, placeholder.start()).append(value == null ? "" : value);
      from = placeholder.end();
    }
    filled.append(template, from, template.length());
    missing.forEach(name ->
        problems.add(
            "placeholder {{ "
                + name
                + " }} has no value; give it with "
                + "--dataplane-var "
                + name
                + "=..."));
    malformed.forEach(text ->
        problems.add(
            "\""
                + text
                + "\" is not a placeholder: a name of "
                + "letters, digits, '_', '-' and '.' is expected between the braces"));
    return filled.toString();
  }
}
