package io.meshlog.xds.policy.meshtrafficpermission;

import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.target.MatchSpec;
import io.meshlog.model.target.PolicySource;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.xds.policy.meshtrafficpermission.MeshTrafficPermission.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A policy that says by identity who may call. */
record RuledPolicy(String kri, PolicySource source, List<Lists> rules) {

  /** Those of the policies that have rules, strongest first. */
  static List<RuledPolicy> of(List<Resource<? extends PolicySpec>> weakestFirst) {
    List<RuledPolicy> ruled = new ArrayList<>();
    for (Resource<? extends PolicySpec> policy : weakestFirst.reversed()) {
      List<Lists> rules = policy.as(MeshTrafficPermissionPolicy.TYPE).spec().ruleLists();
      if (!rules.isEmpty()) {
        ruled.add(new RuledPolicy(Kri.of(policy).toString(), PolicySource.of(policy), rules));
      }
    }
    return ruled;
  }

  boolean looksAtSni() {
    return rules.stream()
        .flatMap(rule ->
            Stream.of(rule.denied(), rule.shadowDenied(), rule.allowed()).flatMap(List::stream))
        .map(MatchSpec::sni)
        .anyMatch(sni -> sni != null);
  }
}
