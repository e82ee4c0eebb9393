package io.meshlog.xds.golden;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.secrets.Certificates;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** A case, and what it would be if something of its policies were not there. */
final class Ablation {
  private final GoldenCase golden;
  private final Certificates certificates;
  private final List<Resource<?>> policies;
  private final Map<XdsType, SortedMap<String, XdsResource>> whole;

  /**
   * @param type the policies that are looked at
   */
  Ablation(Path folder, ResourceType<?> type) {
    golden = GoldenRun.read(folder);
    certificates = GoldenRun.words(golden);
    policies =
        golden
            .image()
            .everything()
            .filter(each -> each.type().equals(type))
            .<Resource<?>>map(each -> each)
            .sorted(Comparator.comparing(Resource::key))
            .toList();
    whole = made();
  }

  GoldenCase golden() {
    return golden;
  }

  List<Resource<?>> policies() {
    return policies;
  }

  ObjectNode json(Resource<?> policy) {
    return tree(policy);
  }

  private static <S extends Spec> ObjectNode tree(Resource<S> policy) {
    return (ObjectNode) SpecJson.tree(policy.type(), policy.spec());
  }

  PolicySpec spec(Resource<?> policy) {
    return (PolicySpec) policy.spec();
  }

  /** Whether the proxy would get something else without these. */
  boolean differsWithout(List<Resource<?>> some) {
    some.forEach(each -> golden.log().delete(each.key()));
    Map<XdsType, SortedMap<String, XdsResource>> without = made();
    some.forEach(each -> put(each, json(each)));
    return !without.equals(whole);
  }

  /**
   * Whether one of the policies has the field, and the proxy would get something else if none had.
   * What cannot be read or made any more is something else, too.
   */
  boolean differsWithoutField(String path) {
    Map<Resource<?>, ObjectNode> changed = new LinkedHashMap<>();
    for (Resource<?> policy : policies) {
      ObjectNode spec = json(policy);
      if (SpecFields.drop(spec, path)) {
        changed.put(policy, spec);
      }
    }
    return !changed.isEmpty() && differsWith(changed);
  }

  private boolean differsWith(Map<Resource<?>, ObjectNode> changed) {
    Map<XdsType, SortedMap<String, XdsResource>> with;
    try {
      changed.forEach(this::put);
      with = made();
    } catch (RuntimeException e) {
      return true;
    } finally {
      changed.keySet().forEach(each -> put(each, json(each)));
    }
    return !with.equals(whole);
  }

  /** Whether the proxy would get something else if the policy were changed so. */
  boolean differsWith(Resource<?> one, UnaryOperator<ObjectNode> change) {
    return differsWith(Map.of(one, change.apply(json(one))));
  }

  /** Whether each would make a difference if the other were not there. */
  boolean bothMatter(Resource<?> one, Resource<?> other) {
    return mattersWithout(one, other) && mattersWithout(other, one);
  }

  private boolean mattersWithout(Resource<?> one, Resource<?> gone) {
    golden.log().delete(gone.key());
    Map<XdsType, SortedMap<String, XdsResource>> with = made();
    golden.log().delete(one.key());
    Map<XdsType, SortedMap<String, XdsResource>> without = made();
    put(gone, json(gone));
    put(one, json(one));
    return !with.equals(without);
  }

  /** What the proxy gets without any of the policies. */
  ProxyConfig bare() {
    policies.forEach(each -> golden.log().delete(each.key()));
    ProxyConfig bare = config();
    policies.forEach(each -> put(each, json(each)));
    return bare;
  }

  /**
   * Whether the proxy would get something else with the spec of one in the other's place, which
   * keeps its target.
   */
  boolean differsSwapped(Resource<?> one, Resource<?> other) {
    put(one, exchanged(one, other));
    put(other, exchanged(other, one));
    Map<XdsType, SortedMap<String, XdsResource>> with = made();
    put(one, json(one));
    put(other, json(other));
    return !with.equals(whole);
  }

  private ObjectNode exchanged(Resource<?> place, Resource<?> content) {
    ObjectNode spec = json(content);
    ObjectNode own = json(place);
    if (own.has("targetRef")) {
      spec.set("targetRef", own.get("targetRef"));
    } else {
      spec.remove("targetRef");
    }
    return spec;
  }

  private <S extends Spec> void put(Resource<S> policy, ObjectNode spec) {
    golden
        .log()
        .put(policy.type(), policy.key(), policy.labels(), SpecJson.read(policy.type(), spec));
  }

  ProxyConfig config() {
    return GoldenRun.config(golden, certificates);
  }

  private Map<XdsType, SortedMap<String, XdsResource>> made() {
    return config().resources();
  }
}
