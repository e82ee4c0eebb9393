package io.meshlog.xds.policy.meshtimeout;

import io.meshlog.model.json.GoDuration;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.target.MatchRules;
import io.meshlog.model.target.MatchSpec;
import io.meshlog.model.target.Matched;
import io.meshlog.model.target.RefPosition;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.model.target.Targeted;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshtimeout.MeshTimeout.Conf;
import io.meshlog.xds.policy.meshtimeout.MeshTimeout.Http;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which MeshTimeouts are acceptable (policies.md 2.4). */
final class MeshTimeoutRules implements SpecRules<MeshTimeout> {
  private static final RefPosition TO =
      RefPosition.of(
          TargetKind.MESH,
          TargetKind.MESH_SERVICE,
          TargetKind.MESH_EXTERNAL_SERVICE,
          TargetKind.MESH_MULTI_ZONE_SERVICE,
          TargetKind.MESH_HTTP_ROUTE);
  private static final RefPosition TO_OF_GATEWAYS_AND_ROUTES =
      RefPosition.of(TargetKind.MESH, TargetKind.MESH_EXTERNAL_SERVICE);
  private static final RefPosition FROM = RefPosition.of(TargetKind.MESH);
  private static final String OF_ROUTE =
      "can't be specified when top-level TargetRef is referencing MeshHTTPRoute";
  private static final String OF_CLIENT =
      "can't be specified when matches contain spiffeID because this field cannot be conditioned"
          + " on source identity";

  @Override
  public void validate(MeshTimeout spec, Violations at) {
    PolicyChecks.schema(spec, at);
    if (!at.isEmpty()) {
      return;
    }
    top(spec, at);
    lists(spec, at);
    TargetRef top = spec.top();
    boolean route = top.kindIs(TargetKind.MESH_HTTP_ROUTE);
    boolean gatewayOrRoute = route || top.kindIs(TargetKind.MESH_GATEWAY);
    List<Targeted<Conf>> to = spec.toEntries();
    for (int i = 0; i < to.size(); i++) {
      Violations item = at.at("to", i);
      TargetRefRules.validate(
          to.get(i).target(),
          gatewayOrRoute ? TO_OF_GATEWAYS_AND_ROUTES : TO,
          item.at("targetRef"));
      conf(to.get(i).conf(), item.at("default"));
      if (route) {
        unconditioned(to.get(i).conf(), OF_ROUTE, false, item.at("default"));
      }
    }
    if (gatewayOrRoute && !spec.fromEntries().isEmpty()) {
      at.add("from", PolicyChecks.NOT_DEFINED);
    } else {
      from(spec.fromEntries(), at);
    }
    rules(spec.ruleEntries(), at);
  }

  private static void top(MeshTimeout spec, Violations at) {
    if (spec.targetRef() != null) {
      RefPosition position =
          RefPosition.top(spec.inbound(), TargetKind.MESH_GATEWAY, TargetKind.MESH_HTTP_ROUTE);
      TargetRefRules.validate(spec.targetRef(), position, at.at("targetRef"));
    }
  }

  private static void lists(MeshTimeout spec, Violations at) {
    boolean toOrFrom = !spec.toEntries().isEmpty() || !spec.fromEntries().isEmpty();
    if (!toOrFrom && spec.ruleEntries().isEmpty()) {
      at.add("at least one of 'from', 'to' or 'rules' has to be defined");
    }
    if (toOrFrom && !spec.ruleEntries().isEmpty()) {
      at.add("fields 'to' and 'from' must be empty when 'rules' is defined");
    }
  }

  private static void from(List<Targeted<Conf>> from, Violations at) {
    for (int i = 0; i < from.size(); i++) {
      TargetRefRules.validate(from.get(i).target(), FROM, at.at("from", i).at("targetRef"));
      conf(from.get(i).conf(), at.at("from", i).at("default"));
    }
  }

  private static void rules(List<Matched<Conf>> rules, Violations at) {
    for (int i = 0; i < rules.size(); i++) {
      Violations item = at.at("rules", i);
      List<MatchSpec> matches = rules.get(i).anyOf();
      for (int j = 0; j < matches.size(); j++) {
        MatchRules.validate(matches.get(j), item.at("matches", j));
      }
      conf(rules.get(i).conf(), item.at("default"));
      if (matches.stream().anyMatch(match -> match.spiffeID() != null)) {
        unconditioned(rules.get(i).conf(), OF_CLIENT, true, item.at("default"));
      }
    }
  }

  private static void conf(@Nullable Conf conf, Violations at) {
    boolean empty =
        conf == null
            || (conf.connectionTimeout() == null
                && conf.idleTimeout() == null
                && conf.http() == null);
    if (empty) {
      at.add("at least one timeout should be configured");
      return;
    }
    PolicyChecks.positive(conf.connectionTimeout(), "connectionTimeout", at);
    PolicyChecks.notNegative(conf.idleTimeout(), "idleTimeout", at);
    Http http = conf.http();
    if (http == null) {
      return;
    }
    Violations here = at.at("http");
    if (!http.configures()) {
      here.add("at least one timeout in this section should be configured");
    }
    PolicyChecks.notNegative(http.requestTimeout(), "requestTimeout", here);
    PolicyChecks.notNegative(http.streamIdleTimeout(), "streamIdleTimeout", here);
    PolicyChecks.notNegative(http.maxStreamDuration(), "maxStreamDuration", here);
    PolicyChecks.notNegative(http.maxConnectionDuration(), "maxConnectionDuration", here);
    PolicyChecks.notNegative(http.requestHeadersTimeout(), "requestHeadersTimeout", here);
  }

  /** Refuses what belongs to a connection where the conf is about some requests only. */
  private static void unconditioned(
      @Nullable Conf conf, String reason, boolean headersToo, Violations at) {
    if (conf == null) {
      return;
    }
    refuse(conf.connectionTimeout(), reason, at.at("connectionTimeout"));
    refuse(conf.idleTimeout(), reason, at.at("idleTimeout"));
    Http http = conf.httpOrEmpty();
    refuse(http.maxStreamDuration(), reason, at.at("http").at("maxStreamDuration"));
    refuse(http.maxConnectionDuration(), reason, at.at("http").at("maxConnectionDuration"));
    if (headersToo) {
      refuse(http.requestHeadersTimeout(), reason, at.at("http").at("requestHeadersTimeout"));
    }
  }

  private static void refuse(@Nullable GoDuration value, String reason, Violations at) {
    if (value != null) {
      at.add(reason);
    }
  }
}
