package io.meshlog.api.rules;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.ClientSubset;
import io.meshlog.model.target.Effective;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.model.target.InboundRules;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.ResourceRules;
import io.meshlog.model.target.RouteSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.policy.Addressed;
import io.meshlog.xds.policy.MatchedPolicies;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is in force for a proxy, as Kuma tells it (rest-and-dataplane-protocol.md 3.4). */
final class RulesJson {
  private final MeshImage image;
  private final String mesh;
  private final Addressed addressed;
  private final Shown shown;

  RulesJson(MeshImage image, String mesh) {
    this.image = image;
    this.mesh = mesh;
    this.addressed = Addressed.of(image, mesh);
    this.shown = new Shown(image);
  }

  /** Where a proxy lets clients in. */
  record Door(String name, long port, Tags tags) {
    static List<Door> of(DataplaneSpec dataplane) {
      return dataplane.net().inbounds().stream()
          .map(inbound ->
              new Door(
                  Objects.requireNonNullElse(inbound.name(), ""), inbound.port(), inbound.tags()))
          .toList();
    }

    /** With the tags that policies select the listeners by. */
    static List<Door> of(MeshGatewaySpec gateway, GatewayListeners listeners) {
      List<Door> doors = new ArrayList<>();
      for (int i = 0; i < listeners.tags().size(); i++) {
        doors.add(new Door("", gateway.listeners().get(i).port(), listeners.tags().get(i)));
      }
      return doors;
    }
  }

  /**
   * @param about a Dataplane or a MeshGateway
   * @param doors as many as each of the matched has sets for
   */
  ObjectNode rules(Resource<?> about, List<Door> doors, List<MatchedPolicies<?>> matched) {
    ObjectNode root = SpecJson.plain().createObjectNode();
    ArrayNode matches = root.putArray("httpMatches");
    httpMatches(matched)
        .forEach((hash, match) -> {
          ObjectNode node = matches.addObject();
          node.put("hash", hash);
          node.set("match", SpecJson.plain().valueToTree(match));
        });
    root.set("resource", Shown.meta(about));
    ArrayNode rules = root.putArray("rules");
    matched.forEach(type -> rule(rules, doors, type));
    return root;
  }

  private static Map<String, Object> httpMatches(List<MatchedPolicies<?>> matched) {
    Map<String, Object> found = new LinkedHashMap<>();
    for (MatchedPolicies<?> type : matched) {
      for (Resource<? extends PolicySpec> policy : type.proxy().policies()) {
        if (policy.spec() instanceof RouteSpec route) {
          found.putAll(route.matchesByHash());
        }
      }
    }
    return found;
  }

  private <C> void rule(ArrayNode rules, List<Door> doors, MatchedPolicies<C> type) {
    Policy<C> policy = type.policy();
    ObjectNode rule = rules.addObject();
    rule.put("type", policy.type().name());
    rule.putArray("warnings");
    type.proxy()
        .single()
        .filter(single -> type.proxy().policies().stream().anyMatch(p -> p.spec().single() != null))
        .ifPresent(single -> {
          ObjectNode node = rule.putObject("proxyRule");
          node.set("conf", Shown.conf(policy, single));
          shown.origins(node.putArray("origin"), single);
        });
    ArrayNode to = rule.putArray("toRules");
    type.proxy()
        .toTagged()
        .forEach(each -> {
          ObjectNode node = to.addObject();
          matchers(node.putArray("matchers"), each.subset(), List.of());
          node.set("conf", Shown.conf(policy, each.effective()));
          shown.origins(node.putArray("origin"), each.effective());
        });
    resourceRules(rule.putArray("toResourceRules"), policy, type.proxy());
    ArrayNode from = rule.putArray("fromRules");
    ArrayNode inbound = rule.putArray("inboundRules");
    List<PolicySet<C>> sets =
        Stream.concat(type.inbounds().stream(), type.listeners().stream()).toList();
    for (int i = 0; i < doors.size(); i++) {
      fromRules(from, policy, doors.get(i), sets.get(i));
      inboundRules(inbound, policy, doors.get(i), sets.get(i));
    }
  }

  /** For destinations by identity, those in particular before all others. */
  private <C> void resourceRules(ArrayNode list, Policy<C> policy, PolicySet<C> set) {
    ResourceRules<C> rules = set.toNamed(addressed);
    rules.byTarget().entrySet().stream()
        .sorted(Comparator.comparing(target -> target.getKey().toString()))
        .forEach(target -> {
          Resource<?> about = addressed.byKri().get(target.getKey().withSection(""));
          if (about != null) {
            ObjectNode node = resourceRule(list, policy, Shown.meta(about), target.getValue());
            if (!target.getKey().section().isEmpty()) {
              node.put("resourceSectionName", target.getKey().section());
            }
          }
        });
    rules
        .ofMesh()
        .flatMap(conf ->
            image
                .find(CoreTypes.MESH, "", mesh)
                .map(found -> resourceRule(list, policy, Shown.meta(found), conf)));
  }

  private <C> ObjectNode resourceRule(
      ArrayNode list, Policy<C> policy, ObjectNode meta, Effective<C> effective) {
    ObjectNode node = list.addObject();
    node.set("resourceMeta", meta);
    node.putArray("conf").add(Shown.conf(policy, effective));
    shown.resourceOrigins(node.putArray("origin"), effective);
    return node;
  }

  private <C> void fromRules(ArrayNode list, Policy<C> policy, Door door, PolicySet<C> set) {
    if (set.from().isEmpty()) {
      return;
    }
    ObjectNode node = list.addObject();
    node.set("inbound", inbound(door));
    ArrayNode rules = node.putArray("rules");
    set.from()
        .forEach(each -> {
          ObjectNode rule = rules.addObject();
          ClientSubset clients = each.clients();
          matchers(rule.putArray("matchers"), clients.present(), clients.absent());
          rule.set("conf", Shown.conf(policy, each.effective()));
          shown.origins(rule.putArray("origin"), each.effective());
        });
  }

  /** Those for some clients first, the one for all others last. */
  private <C> void inboundRules(ArrayNode list, Policy<C> policy, Door door, PolicySet<C> set) {
    InboundRules<C> found = set.rules();
    if (found.base().isEmpty() && found.matched().isEmpty()) {
      return;
    }
    ObjectNode node = list.addObject();
    node.set("inbound", inbound(door));
    ArrayNode rules = node.putArray("rules");
    found
        .matched()
        .forEach(each -> {
          ObjectNode rule = rules.addObject();
          rule.putArray("conf").add(Shown.conf(policy, each.effective()));
          rule.set("match", SpecJson.plain().valueToTree(each.match()));
          shown.resourceOrigins(rule.putArray("origin"), each.effective());
        });
    found
        .base()
        .ifPresent(base -> {
          ObjectNode rule = rules.addObject();
          rule.putArray("conf").add(Shown.conf(policy, base));
          shown.resourceOrigins(rule.putArray("origin"), base);
        });
  }

  private static ObjectNode inbound(Door door) {
    ObjectNode node = SpecJson.plain().createObjectNode();
    if (!door.name().isEmpty()) {
      node.put("name", door.name());
    }
    node.put("port", door.port());
    ObjectNode tags = node.putObject("tags");
    door.tags().values().forEach(tags::put);
    return node;
  }

  private static void matchers(ArrayNode list, Tags present, List<Tags> absent) {
    present.values().forEach((key, value) -> matcher(list, key, value, false));
    absent.forEach(tags -> tags.values().forEach((key, value) -> matcher(list, key, value, true)));
  }

  private static void matcher(ArrayNode list, String key, String value, boolean not) {
    list.addObject().put("key", key).put("not", not).put("value", value);
  }
}
