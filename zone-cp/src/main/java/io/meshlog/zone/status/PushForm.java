package io.meshlog.zone.status;

import com.google.protobuf.Struct;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.Redirects;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.state.Outside;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON that a stored push holds. Of secrets it has names only: what they contain depends on the
 * hour at which they were issued, and one of them is a private key.
 */
public final class PushForm {
  /** Stands in place of the hash of what is not compared. */
  public static final String NOT_COMPARED = "";

  private static final int MOST_HOSTS = 500;

  private PushForm() {}

  /** Everything of a config, or what differs from the one before. */
  static String resources(ProxyConfig now, @Nullable ProxyConfig before) {
    ObjectNode root = InsightForm.JSON.createObjectNode();
    for (XdsType type : XdsType.values()) {
      ObjectNode changes = InsightForm.JSON.createObjectNode();
      SortedMap<String, XdsResource> old =
          before == null ? Collections.emptySortedMap() : before.of(type);
      if (now.of(type) != old) {
        compare(type, now.of(type), old, changes);
      }
      if (!changes.isEmpty()) {
        root.set(type.name(), changes);
      }
    }
    return root.toString();
  }

  /** Goes through both at once, in the order that they have in common. */
  private static void compare(
      XdsType type,
      SortedMap<String, XdsResource> now,
      SortedMap<String, XdsResource> old,
      ObjectNode changes) {
    Iterator<Map.Entry<String, XdsResource>> olds = old.entrySet().iterator();
    Map.Entry<String, XdsResource> was = next(olds);
    for (Map.Entry<String, XdsResource> is : now.entrySet()) {
      while (was != null && was.getKey().compareTo(is.getKey()) < 0) {
        changes.putNull(was.getKey());
        was = next(olds);
      }
      String hash = hash(type, is.getValue());
      if (was == null || !was.getKey().equals(is.getKey())) {
        changes.put(is.getKey(), hash);
      } else {
        if (is.getValue() != was.getValue() && !hash.equals(hash(type, was.getValue()))) {
          changes.put(is.getKey(), hash);
        }
        was = next(olds);
      }
    }
    for (; was != null; was = next(olds)) {
      changes.putNull(was.getKey());
    }
  }

  private static <E> @Nullable E next(Iterator<E> rest) {
    return rest.hasNext() ? rest.next() : null;
  }

  /** What of a resource is recorded and compared. */
  public static String hash(XdsType type, XdsResource resource) {
    return type == XdsType.SECRET ? NOT_COMPARED : resource.version();
  }

  static String node(ProxyFacts facts, Struct metadata) {
    ObjectNode root = InsightForm.JSON.createObjectNode();
    new TreeSet<>(facts.features()).forEach(root.putArray("features")::add);
    new TreeSet<>(facts.extensions()).forEach(root.putArray("extensions")::add);
    root.put("adminAddress", facts.adminAddress());
    root.put("adminPort", facts.adminPort());
    root.put("adminSocketPath", facts.adminSocketPath());
    root.put("readinessPort", facts.readinessPort());
    root.put("workdir", facts.workdir());
    root.put("ipv6", facts.ipv6());
    root.put("systemCaPath", facts.systemCaPath());
    root.put("dnsRedirect", facts.dnsRedirect());
    root.put("dnsPort", facts.dnsPort());
    root.put("metricsCertPath", facts.metricsTls().certPath());
    root.put("metricsKeyPath", facts.metricsTls().keyPath());
    root.put("redirectInbound", facts.redirects().inbound());
    root.put("redirectOutbound", facts.redirects().outbound());
    root.put("redirectIpv6", facts.redirects().ipv6());
    JsonNode version = InsightForm.json(metadata).path("version");
    if (version.isObject()) {
      root.set("version", version);
    }
    return root.toString();
  }

  /** What a proxy told of itself, as {@link #node} wrote it. */
  public static ProxyFacts facts(ProxyKey proxy, String node) {
    JsonNode root = InsightForm.JSON.readTree(node);
    return new ProxyFacts(
        proxy,
        strings(root.path("features")),
        strings(root.path("extensions")),
        root.path("adminAddress").asString(""),
        root.path("adminPort").asInt(0),
        root.path("adminSocketPath").asString(""),
        root.path("readinessPort").asInt(0),
        root.path("workdir").asString(""),
        root.path("ipv6").asBoolean(false),
        root.path("systemCaPath").asString(""),
        root.path("dnsRedirect").asBoolean(false),
        root.path("dnsPort").asInt(0),
        new ProxyFacts.MetricsTls(
            root.path("metricsCertPath").asString(""), root.path("metricsKeyPath").asString("")),
        new Redirects(
            root.path("redirectInbound").asInt(0),
            root.path("redirectOutbound").asInt(0),
            root.path("redirectIpv6").asBoolean(false)));
  }

  private static Set<String> strings(JsonNode array) {
    Set<String> strings = new HashSet<>();
    array.forEach(each -> strings.add(each.asString("")));
    return strings;
  }

  static String outside(Outside outside) {
    ObjectNode root = InsightForm.JSON.createObjectNode();
    if (outside.hosts().size() > MOST_HOSTS) {
      root.put("hostsLeftOut", true);
    } else if (!outside.hosts().isEmpty()) {
      ObjectNode hosts = root.putObject("hosts");
      new TreeSet<>(outside.hosts().keySet())
          .forEach(host -> hosts.put(host, outside.hosts().get(host)));
    }
    if (!outside.unready().isEmpty()) {
      ArrayNode unready = root.putArray("unready");
      new TreeSet<>(outside.unready()).forEach(unready::add);
    }
    return root.toString();
  }

  public static Outside outside(String text) {
    JsonNode root = InsightForm.JSON.readTree(text);
    Map<String, String> hosts = new HashMap<>();
    root.path("hosts").properties().forEach(e -> hosts.put(e.getKey(), e.getValue().asString("")));
    return new Outside(hosts, strings(root.path("unready")));
  }

  /** Whether there were too many host names to be recorded. */
  public static boolean hostsLeftOut(String outside) {
    return InsightForm.JSON.readTree(outside).path("hostsLeftOut").asBoolean(false);
  }
}
