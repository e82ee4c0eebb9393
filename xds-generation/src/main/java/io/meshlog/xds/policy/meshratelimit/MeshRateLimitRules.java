package io.meshlog.xds.policy.meshratelimit;

import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.target.MatchRules;
import io.meshlog.model.target.MatchSpec;
import io.meshlog.model.target.Matched;
import io.meshlog.model.target.RefPosition;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.model.target.Targeted;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshratelimit.MeshRateLimit.Conf;
import io.meshlog.xds.policy.meshratelimit.MeshRateLimit.Http;
import io.meshlog.xds.policy.meshratelimit.MeshRateLimit.Local;
import io.meshlog.xds.policy.meshratelimit.MeshRateLimit.OnRateLimit;
import io.meshlog.xds.policy.meshratelimit.MeshRateLimit.Rate;
import io.meshlog.xds.policy.meshratelimit.MeshRateLimit.Tcp;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which MeshRateLimits are acceptable (policies.md 2.7). */
final class MeshRateLimitRules implements SpecRules<MeshRateLimit> {
  private static final RefPosition MESH = RefPosition.of(TargetKind.MESH);
  private static final String ABOVE_ZERO = "must be greater than 0";
  private static final String OF_CLIENT =
      "can't be specified when matches contain spiffeID because this field cannot be conditioned"
          + " on source identity";

  @Override
  public void validate(MeshRateLimit spec, Violations at) {
    PolicyChecks.schema(spec, at);
    RateLimitSchema.check(spec, at);
    if (!at.isEmpty()) {
      return;
    }
    if (spec.targetRef() != null) {
      TargetRefRules.validate(
          spec.targetRef(),
          RefPosition.top(spec.inbound(), TargetKind.MESH_GATEWAY, TargetKind.MESH_HTTP_ROUTE),
          at.at("targetRef"));
    }
    lists(spec, at);
    boolean gateways = spec.top().canIncludeGateways();
    if (gateways && !spec.fromEntries().isEmpty()) {
      at.add("from", PolicyChecks.NOT_DEFINED);
    } else {
      targeted(spec.fromEntries(), "from", at);
    }
    if (!gateways && !spec.toEntries().isEmpty()) {
      at.add("to", PolicyChecks.NOT_DEFINED);
    } else {
      targeted(spec.toEntries(), "to", at);
    }
    if (gateways && !spec.ruleEntries().isEmpty()) {
      at.add("rules", PolicyChecks.NOT_DEFINED);
    } else {
      rules(spec.ruleEntries(), at);
    }
  }

  private static void lists(MeshRateLimit spec, Violations at) {
    boolean toOrFrom = !spec.toEntries().isEmpty() || !spec.fromEntries().isEmpty();
    if (!toOrFrom && spec.ruleEntries().isEmpty()) {
      at.add("at least one of 'from', 'to' or 'rules' has to be defined");
    }
    if (toOrFrom && !spec.ruleEntries().isEmpty()) {
      at.add("fields 'to' and 'from' must be empty when 'rules' is defined");
    }
  }

  private static void targeted(List<Targeted<Conf>> entries, String list, Violations at) {
    for (int i = 0; i < entries.size(); i++) {
      TargetRefRules.validate(entries.get(i).target(), MESH, at.at(list, i).at("targetRef"));
      conf(entries.get(i).conf(), at.at(list, i).at("default"));
    }
  }

  private static void rules(List<Matched<Conf>> rules, Violations at) {
    for (int i = 0; i < rules.size(); i++) {
      Violations item = at.at("rules", i);
      List<MatchSpec> matches = rules.get(i).anyOf();
      for (int j = 0; j < matches.size(); j++) {
        MatchRules.validate(matches.get(j), item.at("matches", j));
      }
      Conf conf = rules.get(i).conf();
      conf(conf, item.at("default"));
      boolean limitsConnections =
          Optional.ofNullable(conf).map(Conf::local).map(Local::tcp).isPresent();
      if (limitsConnections && matches.stream().anyMatch(match -> match.spiffeID() != null)) {
        item.at("default").at("local").add("tcp", OF_CLIENT);
      }
    }
  }

  private static void conf(@Nullable Conf conf, Violations at) {
    Local local = conf == null ? null : conf.local();
    Violations here = at.at("local");
    if (local == null) {
      here.add(PolicyChecks.DEFINED);
      return;
    }
    if (local.tcp() == null && local.http() == null) {
      here.add("must have at least one defined: tcp, http");
    }
    if (local.http() != null) {
      http(local.http(), here.at("http"));
    }
    if (local.tcp() != null) {
      tcp(local.tcp(), here.at("tcp"));
    }
  }

  private static void http(Http http, Violations at) {
    OnRateLimit answer = http.onRateLimit();
    if (Stream.of(
            Optional.ofNullable(http.disabled()),
            Optional.ofNullable(http.requestRate()),
            Optional.ofNullable(answer))
        .allMatch(Optional::isEmpty)) {
      at.add("must have at least one defined: disabled, requestRate, onRateLimit");
    }
    rate(http.requestRate(), at.at("requestRate"));
    if (answer != null && answer.status() != null && answer.status() <= 0) {
      at.at("onRateLimit").add("status", ABOVE_ZERO);
    }
  }

  private static void tcp(Tcp tcp, Violations at) {
    if (tcp.disabled() == null && tcp.connectionRate() == null) {
      at.add("must have at least one defined: disabled, connectionRate");
    }
    rate(tcp.connectionRate(), at.at("connectionRate"));
  }

  private static void rate(@Nullable Rate rate, Violations at) {
    if (rate == null) {
      return;
    }
    if (rate.num() != null && rate.num() <= 0) {
      at.add("num", ABOVE_ZERO);
    }
    if (rate.interval() != null && rate.interval().value().compareTo(Rate.SHORTEST) <= 0) {
      at.add("interval", "must be greater than: 50ms");
    }
  }
}
