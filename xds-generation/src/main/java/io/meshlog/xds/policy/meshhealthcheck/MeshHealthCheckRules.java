package io.meshlog.xds.policy.meshhealthcheck;

import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.target.RefPosition;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.model.target.Targeted;
import io.meshlog.xds.policy.HeaderEdits;
import io.meshlog.xds.policy.Percentages;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshhealthcheck.MeshHealthCheck.Conf;
import io.meshlog.xds.policy.meshhealthcheck.MeshHealthCheck.Http;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which MeshHealthChecks are acceptable (policies.md 2.16). */
final class MeshHealthCheckRules implements SpecRules<MeshHealthCheck> {
  private static final RefPosition TOP = RefPosition.top(false, TargetKind.MESH_GATEWAY);
  private static final RefPosition TO =
      RefPosition.of(
          TargetKind.MESH,
          TargetKind.MESH_SERVICE,
          TargetKind.MESH_EXTERNAL_SERVICE,
          TargetKind.MESH_MULTI_ZONE_SERVICE);
  private static final Pattern FILE = Pattern.compile("(/[^/\\x00]+)+/?");

  @Override
  public void validate(MeshHealthCheck spec, Violations at) {
    PolicyChecks.schema(spec, at);
    for (int i = 0; i < spec.toEntries().size(); i++) {
      schema(spec.toEntries().get(i).conf(), at.at("to", i).at("default").at("http"));
    }
    if (!at.isEmpty()) {
      return;
    }
    if (spec.targetRef() != null) {
      TargetRefRules.validate(spec.targetRef(), TOP, at.at("targetRef"));
    }
    if (spec.toEntries().isEmpty()) {
      at.add("to", "needs at least one item");
    }
    for (int i = 0; i < spec.toEntries().size(); i++) {
      Targeted<Conf> item = spec.toEntries().get(i);
      TargetRefRules.validate(item.target(), TO, at.at("to", i).at("targetRef"));
      conf(item.conf(), at.at("to", i).at("default"));
    }
  }

  private static void schema(@Nullable Conf conf, Violations at) {
    HeaderEdits headers =
        conf == null || conf.http() == null ? null : conf.http().requestHeadersToAdd();
    if (headers != null) {
      headers.schema(at.at("requestHeadersToAdd"));
    }
  }

  private static void conf(@Nullable Conf conf, Violations at) {
    if (conf == null || (conf.http() == null && conf.tcp() == null && conf.grpc() == null)) {
      at.add("must have at least one defined: http, tcp, grpc");
    }
    if (conf == null) {
      return;
    }
    PolicyChecks.positive(conf.interval(), "interval", at);
    PolicyChecks.positive(conf.timeout(), "timeout", at);
    positive(conf.unhealthyThreshold(), "unhealthyThreshold", at);
    positive(conf.healthyThreshold(), "healthyThreshold", at);
    PolicyChecks.positive(conf.initialJitter(), "initialJitter", at);
    PolicyChecks.positive(conf.intervalJitter(), "intervalJitter", at);
    Integer percent = conf.intervalJitterPercent();
    if (percent != null && (percent < 0 || percent > 100)) {
      at.add("intervalJitterPercent", "must be in inclusive range [0, 100]");
    }
    Percentages.check(conf.healthyPanicThreshold(), "healthyPanicThreshold", at);
    PolicyChecks.positive(conf.noTrafficInterval(), "noTrafficInterval", at);
    if (conf.eventLogPath() != null && !FILE.matcher(conf.eventLogPath()).matches()) {
      at.add("eventLogPath", "must be a valid path when defined");
    }
    if (conf.http() != null) {
      http(conf.http(), at.at("http"));
    }
  }

  private static void http(Http http, Violations at) {
    if (http.path() != null && http.path().isEmpty()) {
      at.add("path", PolicyChecks.DEFINED);
    }
    List<Integer> statuses = PolicyChecks.orNone(http.expectedStatuses());
    for (int k = 0; k < statuses.size(); k++) {
      int status = Objects.requireNonNullElse(statuses.get(k), 0);
      if (status < 100 || status > 599) {
        at.at("expectedStatuses", k).add("must be in inclusive range [100, 599]");
      }
    }
  }

  private static void positive(@Nullable Integer value, String field, Violations at) {
    if (value != null && value <= 0) {
      at.add(field, "must be greater than zero when defined");
    }
  }
}
