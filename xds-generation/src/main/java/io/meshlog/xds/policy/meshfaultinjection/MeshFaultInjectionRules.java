package io.meshlog.xds.policy.meshfaultinjection;

import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.target.MatchRules;
import io.meshlog.model.target.Matched;
import io.meshlog.model.target.RefPosition;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.model.target.Targeted;
import io.meshlog.xds.policy.Percentages;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshfaultinjection.MeshFaultInjection.Abort;
import io.meshlog.xds.policy.meshfaultinjection.MeshFaultInjection.Bandwidth;
import io.meshlog.xds.policy.meshfaultinjection.MeshFaultInjection.Conf;
import io.meshlog.xds.policy.meshfaultinjection.MeshFaultInjection.Delay;
import io.meshlog.xds.policy.meshfaultinjection.MeshFaultInjection.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which MeshFaultInjections are acceptable (policies.md 2.8). */
final class MeshFaultInjectionRules implements SpecRules<MeshFaultInjection> {
  private static final RefPosition TO = RefPosition.of(TargetKind.MESH);
  private static final RefPosition FROM =
      RefPosition.of(
          TargetKind.MESH,
          TargetKind.MESH_SUBSET,
          TargetKind.MESH_SERVICE,
          TargetKind.MESH_SERVICE_SUBSET);

  @Override
  public void validate(MeshFaultInjection spec, Violations at) {
    PolicyChecks.schema(spec, at);
    FaultSchema.check(spec, at);
    if (!at.isEmpty()) {
      return;
    }
    if (spec.targetRef() != null) {
      TargetRefRules.validate(
          spec.targetRef(),
          RefPosition.top(spec.inbound(), TargetKind.MESH_GATEWAY),
          at.at("targetRef"));
    }
    lists(spec, at);
    boolean gateways = spec.top().canIncludeGateways();
    if (gateways && !spec.fromEntries().isEmpty()) {
      at.add("from", PolicyChecks.NOT_DEFINED);
    } else {
      targeted(spec.fromEntries(), "from", FROM, at);
    }
    if (!gateways && !spec.toEntries().isEmpty()) {
      at.add("to", PolicyChecks.NOT_DEFINED);
    } else {
      targeted(spec.toEntries(), "to", TO, at);
    }
    for (int i = 0; i < spec.ruleEntries().size(); i++) {
      Matched<Conf> rule = spec.ruleEntries().get(i);
      for (int j = 0; j < rule.anyOf().size(); j++) {
        MatchRules.validate(rule.anyOf().get(j), at.at("rules", i).at("matches", j));
      }
      conf(rule.conf(), at.at("rules", i).at("default").at("http"));
    }
  }

  private static void lists(MeshFaultInjection spec, Violations at) {
    boolean toOrFrom = !spec.toEntries().isEmpty() || !spec.fromEntries().isEmpty();
    if (!toOrFrom && spec.ruleEntries().isEmpty()) {
      at.add("at least one of 'from', 'to' or 'rules' has to be defined");
    }
    if (toOrFrom && !spec.ruleEntries().isEmpty()) {
      at.add("fields 'to' and 'from' must be empty when 'rules' is defined");
    }
  }

  private static void targeted(
      List<Targeted<Conf>> entries, String list, RefPosition position, Violations at) {
    for (int i = 0; i < entries.size(); i++) {
      TargetRefRules.validate(entries.get(i).target(), position, at.at(list, i).at("targetRef"));
      conf(entries.get(i).conf(), at.at(list, i).at("default").at("http"));
    }
  }

  /** Kuma's paths have the index after the fault's name. */
  private static void conf(@Nullable Conf conf, Violations at) {
    List<Fault> faults = conf == null ? List.of() : conf.faults();
    for (int k = 0; k < faults.size(); k++) {
      abort(faults.get(k).abort(), at.at("abort", k));
      delay(faults.get(k).delay(), at.at("delay", k));
      bandwidth(faults.get(k).responseBandwidth(), at.at("responseBandwidth", k));
    }
  }

  /** Beyond Kuma, a status of 1xx is refused: Envoy would refuse the listener. */
  private static void abort(@Nullable Abort abort, Violations at) {
    if (abort == null || abort.httpStatus() == null) {
      return;
    }
    if (abort.httpStatus() < 100 || abort.httpStatus() > 599) {
      at.add("httpStatus", "must be in inclusive range [100, 599]");
    } else if (abort.httpStatus() < 200) {
      at.add("httpStatus", "must be in inclusive range [200, 599]");
    }
    Percentages.check(abort.percentage(), "percentage", at);
  }

  private static void delay(@Nullable Delay delay, Violations at) {
    if (delay != null) {
      PolicyChecks.notNegative(delay.value(), "value", at);
      Percentages.check(delay.percentage(), "percentage", at);
    }
  }

  private static void bandwidth(@Nullable Bandwidth bandwidth, Violations at) {
    if (bandwidth == null) {
      return;
    }
    if (bandwidth.limit() == null || bandwidth.limit().isEmpty()) {
      at.add("responseBandwidth", PolicyChecks.DEFINED);
    } else if (bandwidth.kbps().isEmpty()) {
      at.add("responseBandwidth", "must be in kbps/Mbps/Gbps units");
    }
    Percentages.check(bandwidth.percentage(), "percentage", at);
  }
}
