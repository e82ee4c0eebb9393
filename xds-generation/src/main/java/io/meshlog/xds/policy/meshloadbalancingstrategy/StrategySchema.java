package io.meshlog.xds.policy.meshloadbalancingstrategy;

import io.meshlog.model.resource.Violations;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.Conf;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.CrossZone;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.Failover;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.HashPolicy;
import io.meshlog.xds.policy.meshloadbalancingstrategy.MeshLoadBalancingStrategy.LoadBalancer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Kuma's schema of MeshLoadBalancingStrategy demands: fields that must be there, ranges. */
final class StrategySchema {
  private static final int MAX_RING = 8_000_000;
  private static final int MAX_TABLE = 5_000_011;

  private StrategySchema() {}

  static void check(@Nullable Conf conf, Violations at) {
    if (conf == null) {
      return;
    }
    hashPolicies(conf.hashPolicies(), at);
    if (conf.loadBalancer() != null) {
      balancer(conf.loadBalancer(), at.at("loadBalancer"));
    }
    CrossZone crossZone =
        conf.localityAwareness() == null ? null : conf.localityAwareness().crossZone();
    if (crossZone != null) {
      Violations here = at.at("localityAwareness").at("crossZone");
      for (int i = 0; i < crossZone.rules().size(); i++) {
        Failover failover = crossZone.rules().get(i);
        required(failover.to(), "to", here.at("failover", i));
        if (failover.to() != null) {
          required(failover.to().type(), "type", here.at("failover", i).at("to"));
        }
      }
      if (crossZone.failoverThreshold() != null) {
        required(
            crossZone.failoverThreshold().percentage(), "percentage", here.at("failoverThreshold"));
      }
    }
  }

  private static void balancer(LoadBalancer balancer, Violations at) {
    required(balancer.type(), "type", at);
    if (balancer.leastRequest() != null) {
      least(balancer.leastRequest().choiceCount(), 2, "choiceCount", at.at("leastRequest"));
    }
    if (balancer.ringHash() != null) {
      Violations here = at.at("ringHash");
      range(balancer.ringHash().minRingSize(), MAX_RING, "minRingSize", here);
      range(balancer.ringHash().maxRingSize(), MAX_RING, "maxRingSize", here);
      hashPolicies(balancer.ringHash().hashPolicies(), here);
    }
    if (balancer.maglev() != null) {
      range(balancer.maglev().tableSize(), MAX_TABLE, "tableSize", at.at("maglev"));
      hashPolicies(balancer.maglev().hashPolicies(), at.at("maglev"));
    }
  }

  private static void hashPolicies(@Nullable List<HashPolicy> policies, Violations at) {
    List<HashPolicy> all = PolicySpec.orNone(policies);
    for (int i = 0; i < all.size(); i++) {
      Violations here = at.at("hashPolicies", i);
      HashPolicy policy = all.get(i);
      required(policy.type(), "type", here);
      if (policy.header() != null) {
        required(policy.header().name(), "name", here.at("header"));
      }
      if (policy.cookie() != null) {
        required(policy.cookie().name(), "name", here.at("cookie"));
      }
      if (policy.queryParameter() != null) {
        required(policy.queryParameter().name(), "name", here.at("queryParameter"));
      }
      if (policy.filterState() != null) {
        required(policy.filterState().key(), "key", here.at("filterState"));
      }
    }
  }

  private static void required(@Nullable Object value, String field, Violations at) {
    if (value == null) {
      at.add(field, PolicyChecks.REQUIRED);
    }
  }

  private static void least(@Nullable Integer value, int least, String field, Violations at) {
    if (value != null && value < least) {
      at.add(field, "in body should be greater than or equal to " + least);
    }
  }

  private static void range(@Nullable Integer value, int most, String field, Violations at) {
    least(value, 1, field, at);
    if (value != null && value > most) {
      at.add(field, "in body should be less than or equal to " + most);
    }
  }
}
