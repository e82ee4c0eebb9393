package io.meshlog.dp.settings;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The resource a user gives to the launcher. The text goes to the control plane unchanged; only
 * what the bootstrap request needs is read out of it. Full validation is the control plane's.
 *
 * @param mesh empty for zone proxies, which belong to no mesh
 * @param transparent whether it says that the host's outgoing traffic is led to the proxy
 */
public record ProxyResource(String text, String mesh, String name, boolean transparent) {

  /** The resource, or null with at least one problem added to {@code problems}. */
  static @Nullable ProxyResource of(String text, ProxyType type, List<String> problems) {
    Object root;
    try {
      // A billion-laughs document must not take the launcher's small heap with it.
      LoadSettings limits = LoadSettings.builder().setMaxAliasesForCollections(20).build();
      root = new Load(limits).loadFromString(text);
    } catch (YamlEngineException e) {
      problems.add("the resource is not valid YAML: " + e.getMessage());
      return null;
    }
    if (!(root instanceof Map<?, ?> fields)) {
      problems.add("the resource must be a YAML or JSON object with type, mesh and name");
      return null;
    }
    int before = problems.size();
    String given = field(fields, "type", problems);
    if (given != null && !given.equals(type.resourceType())) {
      problems.add(
          "the resource is a \"%s\", but --proxy-type %s needs a \"%s\""
              .formatted(given, type.wireName(), type.resourceType()));
    } else if (given == null && problems.size() == before) {
      problems.add("the resource has no type; expected \"" + type.resourceType() + "\"");
    }
    String name = field(fields, "name", problems);
    String mesh = field(fields, "mesh", problems);
    if (problems.size() == before && (name == null || name.isBlank())) {
      problems.add("the resource has no name");
    }
    if (name == null || problems.size() > before) {
      return null;
    }
    String owner = type == ProxyType.DATAPLANE ? (mesh == null ? "default" : mesh) : "";
    return new ProxyResource(text, owner, name, transparent(fields));
  }

  private static boolean transparent(Map<?, ?> fields) {
    return fields.get("networking") instanceof Map<?, ?> networking
        && networking.get("transparentProxying") instanceof Map<?, ?> transparent
        && transparent.get("redirectPortOutbound") instanceof Integer port
        && port > 0;
  }

  private static @Nullable String field(Map<?, ?> fields, String name, List<String> problems) {
    Object value = fields.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    problems.add("the resource's " + name + " must be a string, not " + value);
    return null;
  }
}
