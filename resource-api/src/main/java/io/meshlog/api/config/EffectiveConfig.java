package io.meshlog.api.config;

import io.meshlog.model.json.SpecJson;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every settings record of the process as one JSON tree, passwords masked: {@code kuma.*} at the
 * top as Kuma shows it, {@code meshlog.*} under {@code meshlog}.
 */
public final class EffectiveConfig {
  private static final Pattern SECRET = Pattern.compile("(?i).*(password|secretkey|token)$");
  private static final String MASK = "*****";

  private EffectiveConfig() {}

  public static JsonNode of(ListableBeanFactory beans) {
    Map<String, Object> byPrefix = new TreeMap<>();
    beans
        .getBeansWithAnnotation(ConfigurationProperties.class)
        .values()
        .forEach(bean -> {
          var annotation = bean.getClass().getAnnotation(ConfigurationProperties.class);
          if (annotation != null && bean.getClass().isRecord()) {
            byPrefix.put(annotation.value(), bean);
          }
        });
    ObjectNode root = SpecJson.plain().createObjectNode();
    root.put("environment", "universal");
    byPrefix.forEach((prefix, bean) -> add(root, prefix, SpecJson.plain().valueToTree(bean)));
    mask(root);
    return root;
  }

  private static void add(ObjectNode root, String prefix, JsonNode settings) {
    ObjectNode at = root;
    for (String step : prefix.split("\\.")) {
      if (!step.equals("kuma")) {
        JsonNode below = at.get(camelCase(step));
        at = below instanceof ObjectNode known ? known : at.putObject(camelCase(step));
      }
    }
    merge(at, settings);
  }

  /** Several records may describe parts of one branch. */
  private static void merge(ObjectNode target, JsonNode settings) {
    settings
        .properties()
        .forEach(field -> {
          if (field.getValue() instanceof ObjectNode more
              && target.get(field.getKey()) instanceof ObjectNode known) {
            merge(known, more);
          } else {
            target.set(field.getKey(), field.getValue());
          }
        });
  }

  private static void mask(ObjectNode node) {
    for (var field : Map.copyOf(asMap(node)).entrySet()) {
      if (field.getValue() instanceof ObjectNode below) {
        mask(below);
      } else if (field.getValue().isString() && SECRET.matcher(field.getKey()).matches()) {
        node.put(field.getKey(), MASK);
      }
    }
  }

  private static Map<String, JsonNode> asMap(ObjectNode node) {
    Map<String, JsonNode> fields = new TreeMap<>();
    node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    return fields;
  }

  private static String camelCase(String kebab) {
    StringBuilder out = new StringBuilder();
    for (String word : kebab.split("-")) {
      out.append(
          out.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return out.toString();
  }
}
