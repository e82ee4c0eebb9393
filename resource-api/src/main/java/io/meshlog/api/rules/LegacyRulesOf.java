package io.meshlog.api.rules;

import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Reads;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.resource.Views;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.dataplane.DataplaneSpec.Outbound;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.Effective;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.xds.policy.MatchedPolicies;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is in force for a proxy in the words of older clients: {@code …/dataplanes/{name}/policies}
 * and {@code …/rules} (rest-and-dataplane-protocol.md 3.4). Thread-safe.
 */
public final class LegacyRulesOf {
  private static final String TITLE = "Could not get MatchedPolicies";

  private final Views views;

  public LegacyRulesOf(Views views) {
    this.views = views;
  }

  /** {@code …/policies}: the policies by what they are attached to. */
  public Reply policies(Ask ask) {
    Subject subject = Subject.of(ask, views.of(ask), TITLE);
    DataplaneSpec spec = subject.dataplane().spec();
    ObjectNode root = SpecJson.plain().createObjectNode();
    if (spec.net().gateway() != null && spec.net().gateway().builtin()) {
      root.put("kind", "MeshGatewayDataplane");
      root.putArray("listeners");
      root.putObject("policies");
      return Reads.positioned(Reply.json(200, root), subject.view());
    }
    root.put("kind", "SidecarDataplane");
    ArrayNode items = SpecJson.plain().createArrayNode();
    List<MatchedPolicies<?>> matched = subject.matched();
    List<Inbound> inbounds = spec.net().inbounds();
    for (int i = 0; i < inbounds.size(); i++) {
      Map<String, PolicySet<?>> sets = new TreeMap<>();
      for (MatchedPolicies<?> type : matched) {
        sets.put(type.policy().type().name(), type.inbounds().get(i));
      }
      item(items, "inbound", address(spec, inbounds.get(i)), inbounds.get(i).tags(), sets);
    }
    Map<String, PolicySet<?>> whole = new TreeMap<>();
    matched.forEach(type -> whole.put(type.policy().type().name(), type.proxy()));
    item(items, "dataplane", subject.dataplane().name(), Tags.EMPTY, whole);
    root.put("total", items.size());
    root.set("items", items);
    return Reads.positioned(Reply.json(200, root), subject.view());
  }

  /** What nothing is attached to is left out. */
  private static void item(
      ArrayNode items, String type, String name, Tags tags, Map<String, PolicySet<?>> sets) {
    if (sets.values().stream().allMatch(PolicySet::isEmpty)) {
      return;
    }
    ObjectNode item = items.addObject();
    item.put("type", type);
    item.put("name", name);
    if (!tags.service().isEmpty()) {
      item.put("service", tags.service());
    }
    ObjectNode policies = item.putObject("matchedPolicies");
    sets.forEach((policyType, set) -> {
      if (!set.isEmpty()) {
        ArrayNode list = policies.putArray(policyType);
        set.policies().forEach(policy -> list.add(envelope(policy)));
      }
    });
  }

  private static ObjectNode envelope(Resource<? extends PolicySpec> policy) {
    ObjectNode node = SpecJson.plain().createObjectNode();
    node.put("type", policy.type().name());
    node.put("mesh", policy.mesh());
    node.put("name", policy.name());
    node.put("creationTime", policy.created().toString());
    node.put("modificationTime", policy.modified().toString());
    return node;
  }

  private static String address(DataplaneSpec spec, Inbound inbound) {
    String own = inbound.address() == null ? "" : inbound.address();
    return (own.isEmpty() ? spec.net().dialled() : own) + ':' + inbound.port();
  }

  /** {@code …/rules}: the merged confs one by one. */
  public Reply rules(Ask ask) {
    Subject subject = Subject.of(ask, views.of(ask), TITLE);
    ArrayNode items = SpecJson.plain().createArrayNode();
    Shown shown = new Shown(subject.image());
    subject.matched().forEach(type -> rules(items, shown, subject.dataplane(), type));
    ObjectNode root = SpecJson.plain().createObjectNode();
    root.put("total", items.size());
    root.set("items", items);
    return Reads.positioned(Reply.json(200, root), subject.view());
  }

  private static <C> void rules(
      ArrayNode items, Shown shown, Resource<DataplaneSpec> dataplane, MatchedPolicies<C> type) {
    DataplaneSpec spec = dataplane.spec();
    Policy<C> policy = type.policy();
    type.proxy()
        .single()
        .filter(single -> type.proxy().policies().stream().anyMatch(p -> p.spec().single() != null))
        .ifPresent(single ->
            rule(items, shown, policy, single, "SingleItem", "dataplane", Tags.EMPTY)
                .putObject("subset"));
    List<Inbound> inbounds = spec.net().inbounds();
    for (int i = 0; i < inbounds.size(); i++) {
      Inbound inbound = inbounds.get(i);
      type.inbounds()
          .get(i)
          .from()
          .forEach(each -> {
            ObjectNode subset =
                rule(
                        items,
                        shown,
                        policy,
                        each.effective(),
                        "ClientSubset",
                        address(spec, inbound),
                        inbound.tags())
                    .putObject("subset");
            each.clients().present().values().forEach(subset::put);
            each.clients()
                .absent()
                .forEach(
                    tags -> tags.values().forEach((key, value) -> subset.put(key, '!' + value)));
          });
    }
    for (Outbound outbound : spec.net().outbounds()) {
      type.proxy().toTagged().stream()
          .filter(each -> outbound.tags().satisfy(each.subset()))
          .findFirst()
          .ifPresent(each -> {
            ObjectNode subset =
                rule(
                        items,
                        shown,
                        policy,
                        each.effective(),
                        "DestinationSubset",
                        outbound.listenAddress() + ':' + outbound.port(),
                        outbound.tags())
                    .putObject("subset");
            each.subset().values().forEach(subset::put);
          });
    }
  }

  private static <C> ObjectNode rule(
      ArrayNode items,
      Shown shown,
      Policy<C> policy,
      Effective<C> effective,
      String type,
      String name,
      Tags tags) {
    ObjectNode item = items.addObject();
    item.put("type", type);
    item.put("name", name);
    if (!tags.isEmpty()) {
      item.put("service", tags.service());
      ObjectNode node = item.putObject("tags");
      tags.values().forEach(node::put);
    }
    item.put("policyType", policy.type().name());
    item.set("conf", Shown.conf(policy, effective));
    shown.origins(item.putArray("origins"), effective);
    return item;
  }
}
