package io.meshlog.dp.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * How the host's traffic is led to the proxy, as it was set up on the host. The launcher sets up
 * nothing; the control plane is told all of it, and ports, families and DNS count.
 *
 * @param config as JSON has it, usual values filled in
 */
public record TransparentProxy(Map<String, Object> config) {
  private static final int INBOUND = 15006;
  private static final int OUTBOUND = 15001;
  private static final int MAX_PORT = 65535;

  /** With the usual ports and without DNS, or as {@code yaml} says, given on top. */
  static TransparentProxy of(@Nullable String yaml, int dnsPort, List<String> problems) {
    Map<String, Object> redirect = new LinkedHashMap<>();
    redirect.put("inbound", leg(true, INBOUND));
    redirect.put("outbound", leg(true, OUTBOUND));
    redirect.put("dns", leg(false, dnsPort));
    Map<String, Object> usual = new LinkedHashMap<>();
    usual.put("ipFamilyMode", "dualstack");
    usual.put("redirect", redirect);
    TransparentProxy whole = new TransparentProxy(merged(usual, parse(yaml, problems)));
    whole.check(problems);
    return whole;
  }

  private static Map<String, Object> leg(boolean enabled, int port) {
    Map<String, Object> leg = new LinkedHashMap<>();
    leg.put("enabled", enabled);
    leg.put("port", port);
    return leg;
  }

  private static Map<?, ?> parse(@Nullable String yaml, List<String> problems) {
    if (yaml == null) {
      return Map.of();
    }
    try {
      LoadSettings limits = LoadSettings.builder().setMaxAliasesForCollections(20).build();
      if (new Load(limits).loadFromString(yaml) instanceof Map<?, ?> map) {
        return map;
      }
      problems.add("neither a file nor a YAML object such as {redirect: {dns: {enabled: true}}}");
    } catch (YamlEngineException e) {
      problems.add("not valid YAML: " + e.getMessage());
    }
    return Map.of();
  }

  private static Map<String, Object> merged(Map<String, Object> usual, Map<?, ?> given) {
    Map<String, Object> all = new LinkedHashMap<>(usual);
    given.forEach((key, value) -> {
      String name = String.valueOf(key);
      if (value instanceof Map<?, ?> below && all.get(name) instanceof Map<?, ?> known) {
        all.put(name, merged(strings(known), below));
      } else if (value != null) {
        all.put(name, value instanceof Map<?, ?> below ? merged(Map.of(), below) : listed(value));
      }
    });
    return all;
  }

  private static Map<String, Object> strings(Map<?, ?> map) {
    return merged(Map.of(), map);
  }

  private static Object listed(Object value) {
    if (!(value instanceof List<?> list)) {
      return value instanceof Number || value instanceof Boolean ? value : value.toString();
    }
    List<Object> all = new ArrayList<>();
    list.forEach(each -> {
      if (each != null) {
        all.add(each instanceof Map<?, ?> map ? strings(map) : listed(each));
      }
    });
    return all;
  }

  private void check(List<String> problems) {
    String family = String.valueOf(config.get("ipFamilyMode")).toLowerCase(Locale.ROOT);
    if (!List.of("dualstack", "ipv4").contains(family)) {
      problems.add("ipFamilyMode: \"" + family + "\" is not dualstack or ipv4");
    }
    for (String leg : List.of("inbound", "outbound", "dns")) {
      Object enabled = leg(leg).get("enabled");
      if (!(enabled instanceof Boolean)) {
        problems.add("redirect." + leg + ".enabled: \"" + enabled + "\" is not true or false");
      }
      Object port = leg(leg).get("port");
      if (!(port instanceof Integer number) || number < 1 || number > MAX_PORT) {
        problems.add(
            "redirect." + leg + ".port: \"" + port + "\" is not a number from 1 to " + MAX_PORT);
      }
    }
  }

  private Map<?, ?> leg(String name) {
    Object redirect = config.get("redirect");
    Object leg = redirect instanceof Map<?, ?> legs ? legs.get(name) : null;
    return leg instanceof Map<?, ?> map ? map : Map.of();
  }

  /** Where the host's DNS queries are led; 0 when they are not. */
  int dnsPort() {
    boolean on = Boolean.TRUE.equals(leg("dns").get("enabled"));
    return on && leg("dns").get("port") instanceof Integer port ? port : 0;
  }
}
