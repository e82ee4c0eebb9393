package io.meshlog.xds.policy.meshtimeout;

import com.google.protobuf.UnknownFieldSet;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.extensions.filters.common.set_filter_state.v3.FilterStateValue;
import io.envoyproxy.envoy.extensions.filters.network.set_filter_state.v3.Config;
import io.envoyproxy.envoy.type.matcher.v3.FilterStateMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.meshlog.model.target.InboundRules.Rule;
import io.meshlog.model.target.MatchSpec;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.InboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.RouteDraft;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.Identities;
import io.meshlog.xds.policy.meshtimeout.MeshTimeout.Conf;
import io.meshlog.xds.policy.meshtimeout.MeshTimeout.Http;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Timeouts for some clients of an inbound: what is known of the client is put into filter state
 * when its TLS handshake ends, and each route is preceded by copies that look at it (policies.md
 * 2.4, last but one paragraph).
 */
final class ClientTimeouts {
  private static final String SPIFFE_KEY = "kuma.mesh_timeout.match.spiffe_id";
  private static final String SNI_KEY = "kuma.mesh_timeout.match.sni";

  /**
   * {@code on_downstream_tls_handshake} of the filter's config: the Envoy API we compile against
   * does not name it yet, Envoy 1.40 has it.
   */
  private static final int ON_TLS_HANDSHAKE = 2;

  private ClientTimeouts() {}

  static void apply(InboundDraft inbound, List<Rule<Conf>> rules, ProxyDraft proxy) {
    if (rules.isEmpty() || !(inbound.traffic() instanceof HttpDraft http)) {
      return;
    }
    rules.forEach(rule ->
        proxy.decided(
            Decisions.of(inbound.listenerName(), MeshTimeoutPolicy.TYPE, rule.effective())));
    boolean sni = rules.stream().anyMatch(rule -> rule.match().sni() != null);
    inbound.networkFilters().addFirst(remember(rules, sni));
    if (sni) {
      inbound.inspectSni();
    }
    List<RouteDraft> routes = new ArrayList<>();
    for (RouteDraft route : http.routes()) {
      rules.forEach(rule -> routes.add(copy(route, rule)));
      routes.add(route);
    }
    http.routes().clear();
    http.routes().addAll(routes);
  }

  private static RouteDraft copy(RouteDraft route, Rule<Conf> rule) {
    RouteMatch.Builder match = route.match().toBuilder();
    MatchSpec wanted = rule.match();
    if (wanted.spiffeID() != null) {
      RegexMatcher pattern =
          RegexMatcher.newBuilder().setRegex(Identities.pattern(wanted.spiffeID())).build();
      match.addFilterState(
          state(SPIFFE_KEY, StringMatcher.newBuilder().setSafeRegex(pattern).build()));
    }
    if (wanted.sni() != null) {
      String value = Objects.requireNonNullElse(wanted.sni().value(), "");
      match.addFilterState(state(SNI_KEY, StringMatcher.newBuilder().setExact(value).build()));
    }
    RouteDraft copy = route.copy(match.build());
    Http http = rule.effective().conf().httpOrEmpty();
    if (http.requestTimeout() != null) {
      copy.action().setTimeout(MeshTimeoutPolicy.orSeconds(http.requestTimeout(), 0));
    }
    if (http.streamIdleTimeout() != null) {
      copy.action().setIdleTimeout(MeshTimeoutPolicy.orSeconds(http.streamIdleTimeout(), 0));
    }
    return copy;
  }

  private static FilterStateMatcher state(String key, StringMatcher value) {
    return FilterStateMatcher.newBuilder().setKey(key).setStringMatch(value).build();
  }

  private static Filter remember(List<Rule<Conf>> rules, boolean sni) {
    UnknownFieldSet.Field.Builder values = UnknownFieldSet.Field.newBuilder();
    if (rules.stream().anyMatch(rule -> rule.match().spiffeID() != null)) {
      values.addLengthDelimited(value(SPIFFE_KEY, "%DOWNSTREAM_PEER_URI_SAN%").toByteString());
    }
    if (sni) {
      values.addLengthDelimited(value(SNI_KEY, "%REQUESTED_SERVER_NAME%").toByteString());
    }
    Config config =
        Config.newBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder().addField(ON_TLS_HANDSHAKE, values.build()).build())
            .build();
    return Filter.newBuilder()
        .setName("envoy.filters.network.set_filter_state")
        .setTypedConfig(XdsResource.pack(config))
        .build();
  }

  private static FilterStateValue value(String key, String format) {
    DataSource text = DataSource.newBuilder().setInlineString(format).build();
    return FilterStateValue.newBuilder()
        .setObjectKey(key)
        .setFactoryKey("envoy.string")
        .setFormatString(SubstitutionFormatString.newBuilder().setTextFormatSource(text))
        .setReadOnly(true)
        .setSkipIfEmpty(true)
        .build();
  }
}
