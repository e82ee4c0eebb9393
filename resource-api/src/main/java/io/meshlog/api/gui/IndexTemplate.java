package io.meshlog.api.gui;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * The stock GUI's {@code index.html}, a template of Go's: {@code {{.BaseGuiPath}}} and the like
 * stand for single values, and the script {@code kuma-config} for all of them as JSON, whatever it
 * holds. What else is in double braces is left away. Pure.
 */
final class IndexTemplate {
  private static final Pattern CONFIG =
      Pattern.compile(
          "(<script\\b[^>]*\\bid=[\"']kuma-config[\"'][^>]*>)(.*?)(</script>)",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final Pattern ACTION =
      Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}", Pattern.DOTALL);

  private IndexTemplate() {}

  static String fill(String template, GuiFacts facts) {
    ObjectNode config = facts.json();
    // First what stands alone, so that nothing within the JSON is taken for an action.
    String filled = actions(template, values(config));
    String json = withinScript(config.toString());
    Matcher block = CONFIG.matcher(filled);
    if (block.find()) {
      return block.replaceFirst(Matcher.quoteReplacement(block.group(1) + json + block.group(3)));
    }
    String script = "<script type=\"application/json\" id=\"kuma-config\">" + json + "</script>";
    int head = filled.indexOf("</head>");
    return head < 0 ? script + filled : filled.substring(0, head) + script + filled.substring(head);
  }

  /** {@code ApiUrl} for {@code apiUrl}, as Go writes its fields. */
  private static Map<String, String> values(ObjectNode config) {
    Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    config
        .properties()
        .forEach(field -> values.put("." + field.getKey(), field.getValue().asString()));
    return values;
  }

  private static String actions(String template, Map<String, String> values) {
    return ACTION
        .matcher(template)
        .replaceAll(
            action -> Matcher.quoteReplacement(escaped(values.getOrDefault(action.group(1), ""))));
  }

  static String escaped(String value) {
    return value
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;")
        .replace("'", "&#39;");
  }

  /** Nothing in it ends the script. */
  private static String withinScript(String json) {
    return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
  }
}
