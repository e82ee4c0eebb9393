package io.meshlog.xds.policy.meshfaultinjection;

import io.meshlog.model.resource.Violations;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshfaultinjection.MeshFaultInjection.Conf;
import io.meshlog.xds.policy.meshfaultinjection.MeshFaultInjection.Fault;
import org.jspecify.annotations.Nullable;

/** What Kuma's schema of MeshFaultInjection demands: fields that must be there. */
final class FaultSchema {
  private FaultSchema() {}

  static void check(MeshFaultInjection spec, Violations at) {
    for (int i = 0; i < spec.toEntries().size(); i++) {
      conf(spec.toEntries().get(i).conf(), at.at("to", i).at("default"));
    }
    for (int i = 0; i < spec.fromEntries().size(); i++) {
      conf(spec.fromEntries().get(i).conf(), at.at("from", i).at("default"));
    }
    for (int i = 0; i < spec.ruleEntries().size(); i++) {
      conf(spec.ruleEntries().get(i).conf(), at.at("rules", i).at("default"));
    }
  }

  private static void conf(@Nullable Conf conf, Violations at) {
    if (conf == null) {
      return;
    }
    for (int k = 0; k < conf.faults().size(); k++) {
      Fault fault = conf.faults().get(k);
      Violations here = at.at("http", k);
      if (fault.abort() != null) {
        required(fault.abort().httpStatus(), "httpStatus", here.at("abort"));
        required(fault.abort().percentage(), "percentage", here.at("abort"));
      }
      if (fault.delay() != null) {
        required(fault.delay().value(), "value", here.at("delay"));
        required(fault.delay().percentage(), "percentage", here.at("delay"));
      }
      if (fault.responseBandwidth() != null) {
        required(fault.responseBandwidth().limit(), "limit", here.at("responseBandwidth"));
        required(
            fault.responseBandwidth().percentage(), "percentage", here.at("responseBandwidth"));
      }
    }
  }

  private static void required(@Nullable Object value, String field, Violations at) {
    if (value == null) {
      at.add(field, PolicyChecks.REQUIRED);
    }
  }
}
