package io.meshlog.api.rules;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.target.Effective;
import io.meshlog.model.target.PolicySource;
import io.meshlog.xds.policy.Policy;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Resources, confs and where confs come from, as inspection shows them. */
record Shown(MeshImage image) {

  /** Who a resource is, without its content. */
  static ObjectNode meta(Resource<?> resource) {
    ObjectNode node = SpecJson.plain().createObjectNode();
    node.put("type", resource.type().name());
    node.put("mesh", resource.mesh());
    node.put("name", resource.name());
    ObjectNode labels = node.putObject("labels");
    resource.labels().values().forEach(labels::put);
    return node;
  }

  static <C> JsonNode conf(Policy<C> policy, Effective<C> effective) {
    return SpecJson.plain().valueToTree(policy.shown(effective.conf()));
  }

  /** The policies that decided, weakest first. */
  Stream<Resource<?>> sources(Effective<?> effective) {
    return effective.sources().stream()
        .map(PolicySource::key)
        .flatMap(key -> image.find(key).stream());
  }

  /** Beside what Kuma says of an origin: its identity, and the position of its newest event. */
  private static ObjectNode origin(Resource<?> policy) {
    ObjectNode node = meta(policy);
    if (!policy.type().shortName().isEmpty()) {
      node.put("kri", Kri.of(policy).toString());
    }
    node.put("position", policy.pos());
    return node;
  }

  void origins(ArrayNode list, Effective<?> effective) {
    sources(effective).forEach(policy -> list.add(origin(policy)));
  }

  void resourceOrigins(ArrayNode list, Effective<?> effective) {
    sources(effective).forEach(policy -> list.addObject().set("resourceMeta", origin(policy)));
  }

  /** As newer endpoints name them. */
  static void kris(ArrayNode list, Stream<Resource<?>> policies) {
    policies.map(Kri::of).distinct().forEach(kri -> list.addObject().put("kri", kri.toString()));
  }

  /** Of the strongest policy: the one whose word a conf is in the end. */
  String strongest(Effective<?> effective) {
    return sources(effective)
        .reduce((weaker, stronger) -> stronger)
        .map(Kri::of)
        .map(Kri::toString)
        .orElse("");
  }
}
