package io.meshlog.xds.policy.meshloadbalancingstrategy;

import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.RefPosition;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.xds.policy.Percentages;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.AffinityTag;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.Conf;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.CrossZone;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.Failover;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.HashPolicy;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.LoadBalancer;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.LocalityAwareness;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.ToType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which MeshLoadBalancingStrategies are acceptable (policies.md 2.12). */
final class MeshLoadBalancingStrategyRules implements SpecRules<MeshLoadBalancingStrategy> {
  private static final RefPosition TO =
      RefPosition.of(
          TargetKind.MESH,
          TargetKind.MESH_SERVICE,
          TargetKind.MESH_MULTI_ZONE_SERVICE,
          TargetKind.MESH_HTTP_ROUTE);
  private static final RefPosition TO_OF_GATEWAYS =
      RefPosition.of(TargetKind.MESH, TargetKind.MESH_SERVICE, TargetKind.MESH_MULTI_ZONE_SERVICE);
  private static final RefPosition BALANCER_OF_GATEWAYS = RefPosition.of(TargetKind.MESH);
  private static final String OF_ROUTE =
      "field is not allowed when targetRef.kind is MeshHTTPRoute, only hashPolicies is supported";

  @Override
  public void validate(MeshLoadBalancingStrategy spec, Violations at) {
    PolicyChecks.schema(spec, at);
    for (int i = 0; i < spec.toEntries().size(); i++) {
      StrategySchema.check(spec.toEntries().get(i).conf(), at.at("to", i).at("default"));
    }
    if (!at.isEmpty()) {
      return;
    }
    if (spec.targetRef() != null) {
      TargetRefRules.validate(
          spec.targetRef(), RefPosition.top(false, TargetKind.MESH_GATEWAY), at.at("targetRef"));
    }
    if (spec.toEntries().isEmpty()) {
      at.add("to", "needs at least one item");
    }
    boolean gateway = spec.top().kindIs(TargetKind.MESH_GATEWAY);
    for (int i = 0; i < spec.toEntries().size(); i++) {
      Conf conf = spec.toEntries().get(i).conf();
      conf = conf == null ? new Conf(null, null, null) : conf;
      TargetRef target = spec.toEntries().get(i).target();
      RefPosition position =
          !gateway ? TO : conf.loadBalancer() == null ? TO_OF_GATEWAYS : BALANCER_OF_GATEWAYS;
      TargetRefRules.validate(target, position, at.at("to", i).at("targetRef"));
      conf(conf, target, at.at("to", i).at("default"));
    }
  }

  private static void conf(Conf conf, TargetRef target, Violations at) {
    hashPolicies(conf.hashPolicies(), at);
    if (target.kindIs(TargetKind.MESH_HTTP_ROUTE)) {
      if (conf.loadBalancer() != null) {
        at.add("loadBalancer", OF_ROUTE);
      }
      if (conf.localityAwareness() != null) {
        at.add("localityAwareness", OF_ROUTE);
      }
      return;
    }
    if (conf.loadBalancer() != null) {
      balancer(conf.loadBalancer(), conf.hashPolicies() != null, at.at("loadBalancer"));
    }
    if (conf.localityAwareness() != null) {
      locality(conf.localityAwareness(), target, at.at("localityAwareness"));
    }
  }

  private static void balancer(LoadBalancer balancer, boolean atRoot, Violations at) {
    if (balancer.leastRequest() != null && balancer.leastRequest().activeRequestBias() != null) {
      Optional<BigDecimal> bias = Percentages.decimal(balancer.leastRequest().activeRequestBias());
      if (bias.isEmpty()) {
        at.at("leastRequest").add("activeRequestBias", "string must be a valid number");
      } else if (bias.get().signum() < 0) {
        at.at("leastRequest").add("activeRequestBias", "must be greater or equal than: 0");
      }
    }
    if (balancer.ringHash() != null) {
      Integer min = balancer.ringHash().minRingSize();
      Integer max = balancer.ringHash().maxRingSize();
      if (min != null && max != null && min > max) {
        at.at("ringHash").add("minRingSize", "must not be greater than maxRingSize");
      }
      nested(balancer.ringHash().hashPolicies(), atRoot, at.at("ringHash"));
    }
    if (balancer.maglev() != null) {
      Integer size = balancer.maglev().tableSize();
      if (size != null && !prime(size)) {
        at.at("maglev").add("tableSize", "must be a prime number");
      }
      nested(balancer.maglev().hashPolicies(), atRoot, at.at("maglev"));
    }
  }

  /** Envoy refuses any other table, and all clusters with it. */
  private static boolean prime(int size) {
    for (int i = 2; (long) i * i <= size; i++) {
      if (size % i == 0) {
        return false;
      }
    }
    return size > 1;
  }

  private static void nested(@Nullable List<HashPolicy> policies, boolean atRoot, Violations at) {
    if (policies != null && atRoot) {
      at.add("hashPolicies", "hashPolicies already specified in the root level");
    }
    hashPolicies(policies, at);
  }

  private static void hashPolicies(@Nullable List<HashPolicy> policies, Violations parent) {
    List<HashPolicy> all = PolicySpec.orNone(policies);
    for (int i = 0; i < all.size(); i++) {
      HashPolicy policy = all.get(i);
      Violations at = parent.at("hashPolicies", i);
      switch (policy.type()) {
        case Header -> defined(policy.header(), "header", at);
        case Cookie -> {
          defined(policy.cookie(), "cookie", at);
          String path = policy.cookie() == null ? null : policy.cookie().path();
          if (path != null && !path.startsWith("/")) {
            at.at("cookie").add("path", "must be an absolute path");
          }
        }
        case Connection, SourceIP -> defined(policy.connection(), "connection", at);
        case QueryParameter -> defined(policy.queryParameter(), "queryParameter", at);
        case FilterState -> defined(policy.filterState(), "filterState", at);
        case null -> {}
      }
    }
  }

  private static void defined(@Nullable Object payload, String field, Violations at) {
    if (payload == null) {
      at.add(field, PolicyChecks.DEFINED);
    }
  }

  private static void locality(LocalityAwareness locality, TargetRef target, Violations at) {
    if (locality.localZone() != null) {
      affinity(locality.localZone().tags(), at.at("localZone"));
    }
    CrossZone crossZone = locality.crossZone();
    if (crossZone == null) {
      return;
    }
    Violations here = at.at("crossZone");
    boolean local =
        target.kindIs(TargetKind.MESH_SERVICE)
            && (!target.labelsOrEmpty().isEmpty() || !target.sectionOrEmpty().isEmpty());
    if (local) {
      here.add("must not be set: MeshService traffic is local");
    }
    for (int i = 0; i < crossZone.rules().size(); i++) {
      failover(crossZone.rules().get(i), here.at("failover", i));
    }
    if (crossZone.failoverThreshold() != null) {
      threshold(crossZone.failoverThreshold().percentage(), here.at("failoverThreshold"));
    }
  }

  private static void affinity(List<AffinityTag> tags, Violations at) {
    long weighted = tags.stream().filter(tag -> tag.weight() != null).count();
    for (int i = 0; i < tags.size(); i++) {
      String key = tags.get(i).key();
      if (key == null || key.isEmpty()) {
        at.at("affinityTags", i).add("key", PolicyChecks.NOT_EMPTY);
      }
      Integer weight = tags.get(i).weight();
      if (weight != null && weight <= 0) {
        at.at("affinityTags", i).add("weight", "must be greater than 0");
      }
    }
    if (weighted > 0 && weighted != tags.size()) {
      at.add("affinityTags", "all or none affinity tags should have weight");
    }
  }

  private static void failover(Failover failover, Violations at) {
    if (failover.from() != null) {
      List<String> from = PolicySpec.orNone(failover.from().zones());
      Violations zones = at.at("from");
      if (from.isEmpty()) {
        zones.add("zones", PolicyChecks.NOT_EMPTY);
      }
      for (int i = 0; i < from.size(); i++) {
        if (from.get(i).isEmpty()) {
          zones.at("zones", i).add(PolicyChecks.NOT_EMPTY);
        }
      }
    }
    if (failover.to() == null || failover.to().type() == null) {
      return;
    }
    ToType type = failover.to().type();
    boolean none = PolicySpec.orNone(failover.to().zones()).isEmpty();
    switch (type) {
      case Any, None -> {
        if (!none) {
          at.at("to").add("zones", "must be empty when type is " + type);
        }
      }
      case AnyExcept, Only -> {
        if (none) {
          at.at("to").add("zones", "must not be empty when type is " + type);
        }
      }
    }
  }

  private static void threshold(@Nullable Object percentage, Violations at) {
    Optional<BigDecimal> number = Percentages.decimal(percentage);
    if (number.isPresent() && number.get().signum() == 0) {
      at.add("percentage", "must be greater than 0");
    } else {
      Percentages.check(percentage, "percentage", at);
    }
  }
}
