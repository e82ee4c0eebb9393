package io.meshlog.xds.policy.meshfaultinjection;

import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.target.MatchSpec;
import io.meshlog.model.target.Matched;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.xds.policy.ClientSkip;
import io.meshlog.xds.policy.meshfaultinjection.MeshFaultInjection.Conf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The {@code rules} form: every match of every rule acts on its own, the most particular first
 * (policies.md 1.8).
 */
final class IdentifiedFaults {
  /**
   * @param match null for all clients
   */
  private record One(String kri, @Nullable MatchSpec match, Conf conf) {
    int rank() {
      if (match == null) {
        return 3;
      }
      return match.spiffeID() == null ? 2 : match.spiffeID().exact() ? 0 : 1;
    }

    int sniRank() {
      return match == null || match.sni() == null ? 1 : 0;
    }
  }

  private IdentifiedFaults() {}

  static List<HttpFilter> of(List<Resource<? extends PolicySpec>> policies) {
    List<One> all = new ArrayList<>();
    for (Resource<? extends PolicySpec> policy : policies) {
      String kri = Kri.of(policy).toString();
      for (Matched<Conf> rule : policy.as(MeshFaultInjectionPolicy.TYPE).spec().ruleEntries()) {
        Conf conf = Objects.requireNonNullElse(rule.conf(), new Conf(null));
        if (rule.anyOf().isEmpty()) {
          all.add(new One(kri, null, conf));
        }
        rule.anyOf().forEach(match -> all.add(new One(kri, match, conf)));
      }
    }
    all.sort(Comparator.comparingInt(One::rank).thenComparingInt(One::sniRank));
    List<HttpFilter> filters = new ArrayList<>();
    for (One one : all) {
      one.conf()
          .faults()
          .forEach(fault ->
              filters.add(Faults.byIdentity(fault, ClientSkip.unless(one.match()), one.kri())));
    }
    return filters;
  }

  static boolean lookAtSni(List<Resource<? extends PolicySpec>> policies) {
    return policies.stream()
        .flatMap(policy -> policy.spec().ruleEntries().stream())
        .flatMap(rule -> rule.anyOf().stream())
        .anyMatch(match -> match.sni() != null);
  }
}
