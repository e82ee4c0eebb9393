package io.meshlog.xds.policy.meshratelimit;

import io.meshlog.model.resource.Violations;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshratelimit.MeshRateLimit.Conf;
import io.meshlog.xds.policy.meshratelimit.MeshRateLimit.Http;
import io.meshlog.xds.policy.meshratelimit.MeshRateLimit.Rate;
import org.jspecify.annotations.Nullable;

/** What Kuma's schema of MeshRateLimit demands: fields that must be there. */
final class RateLimitSchema {
  private RateLimitSchema() {}

  static void check(MeshRateLimit spec, Violations at) {
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
    if (conf == null || conf.local() == null) {
      return;
    }
    Violations local = at.at("local");
    Http http = conf.local().http();
    if (http != null) {
      rate(http.requestRate(), local.at("http").at("requestRate"));
      if (http.onRateLimit() != null && http.onRateLimit().headers() != null) {
        http.onRateLimit().headers().schema(local.at("http").at("onRateLimit").at("headers"));
      }
    }
    if (conf.local().tcp() != null) {
      rate(conf.local().tcp().connectionRate(), local.at("tcp").at("connectionRate"));
    }
  }

  private static void rate(@Nullable Rate rate, Violations at) {
    if (rate == null) {
      return;
    }
    if (rate.num() == null) {
      at.add("num", PolicyChecks.REQUIRED);
    }
    if (rate.interval() == null) {
      at.add("interval", PolicyChecks.REQUIRED);
    }
  }
}
