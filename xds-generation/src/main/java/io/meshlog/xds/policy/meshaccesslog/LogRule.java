package io.meshlog.xds.policy.meshaccesslog;

import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.target.MatchSpec;
import io.meshlog.model.target.MatchSpec.SpiffeMatch;
import io.meshlog.model.target.Matched;
import io.meshlog.model.target.PolicySource;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.Targeted;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.policy.meshaccesslog.MeshAccessLog.Conf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One rule of an inbound, which logs whatever others do.
 *
 * @param match null: every client
 */
record LogRule(PolicySource source, @Nullable MatchSpec match, Conf conf) {
  private static final Comparator<LogRule> SPECIFIC_FIRST =
      Comparator.comparingInt(LogRule::spiffeRank)
          .thenComparingInt(rule -> rule.looksAtSni() ? 0 : 1);

  /** A rule for each match, the most specific first, those for every client last. */
  static List<LogRule> of(List<Resource<? extends PolicySpec>> weakestFirst) {
    List<LogRule> rules = new ArrayList<>();
    for (Resource<? extends PolicySpec> policy : weakestFirst) {
      PolicySource source = PolicySource.of(policy);
      MeshAccessLog spec = policy.as(MeshAccessLogPolicy.TYPE).spec();
      if (spec.ruleEntries().isEmpty()) {
        for (Targeted<Conf> from : spec.fromEntries()) {
          rules.add(new LogRule(source, null, orEmpty(from.conf())));
        }
      }
      for (Matched<Conf> rule : spec.ruleEntries()) {
        if (rule.anyOf().isEmpty()) {
          rules.add(new LogRule(source, null, orEmpty(rule.conf())));
        }
        rule.anyOf().forEach(match -> rules.add(new LogRule(source, match, orEmpty(rule.conf()))));
      }
    }
    rules.sort(SPECIFIC_FIRST);
    return rules;
  }

  private static Conf orEmpty(@Nullable Conf conf) {
    return conf == null ? new Conf(null) : conf;
  }

  private int spiffeRank() {
    if (match == null || match.spiffeID() == null) {
      return 2;
    }
    return match.spiffeID().exact() ? 0 : 1;
  }

  boolean looksAtSni() {
    return match != null && match.sni() != null;
  }

  /** The logger with a filter for the clients that the rule is about. */
  AccessLog filtered(AccessLog.Builder logger) {
    if (match == null) {
      return logger.build();
    }
    List<String> terms = new ArrayList<>();
    if (match.spiffeID() != null) {
      terms.add(spiffe(match.spiffeID()));
    }
    if (match.sni() != null) {
      terms.add("connection.requested_server_name == " + quoted(match.sni().value()));
    }
    logger
        .getFilterBuilder()
        .getExtensionFilterBuilder()
        .setName("envoy.access_loggers.extension_filters.cel")
        .setTypedConfig(
            XdsResource.pack(
                ExpressionFilter.newBuilder().setExpression(String.join(" && ", terms)).build()));
    return logger.build();
  }

  private static String spiffe(SpiffeMatch spiffe) {
    String id = quoted(spiffe.value());
    return "connection.uri_san_peer_certificate"
        + (spiffe.exact() ? " == " + id : ".startsWith(" + id + ')');
  }

  private static String quoted(@Nullable String text) {
    String raw = Objects.requireNonNullElse(text, "");
    return '"' + raw.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
