package io.meshlog.xds.policy;

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
import io.meshlog.xds.draft.RouteDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * Routes for some clients of an inbound: what is known of the client is put into filter state when
 * its TLS handshake ends, and each route is preceded by copies that look at it, the most particular
 * first (policies.md 2.4, 2.7).
 *
 * @param keys prefix of the filter state's keys
 */
public record ClientRoutes(String keys) {
  /**
   * {@code on_downstream_tls_handshake} of the filter's config: the Envoy API we compile against
   * does not name it yet, Envoy 1.40 has it.
   */
  private static final int ON_TLS_HANDSHAKE = 2;

  /**
   * Does nothing without rules.
   *
   * @param change what a copy for the clients of a rule differs in
   */
  public <C> void add(
      InboundDraft inbound,
      HttpDraft http,
      List<Rule<C>> rules,
      BiConsumer<RouteDraft, Rule<C>> change) {
    if (rules.isEmpty()) {
      return;
    }
    boolean sni = rules.stream().anyMatch(rule -> rule.match().sni() != null);
    boolean spiffe = rules.stream().anyMatch(rule -> rule.match().spiffeID() != null);
    inbound.networkFilters().addFirst(remember(spiffe, sni));
    if (sni) {
      inbound.inspectSni();
    }
    List<RouteDraft> routes = new ArrayList<>();
    for (RouteDraft route : http.routes()) {
      for (Rule<C> rule : rules) {
        RouteDraft copy = route.copy(match(route.match(), rule.match()));
        change.accept(copy, rule);
        routes.add(copy);
      }
      routes.add(route);
    }
    http.routes().clear();
    http.routes().addAll(routes);
  }

  private RouteMatch match(RouteMatch base, MatchSpec wanted) {
    RouteMatch.Builder match = base.toBuilder();
    if (wanted.spiffeID() != null) {
      RegexMatcher pattern =
          RegexMatcher.newBuilder().setRegex(Identities.pattern(wanted.spiffeID())).build();
      match.addFilterState(
          state(spiffeKey(), StringMatcher.newBuilder().setSafeRegex(pattern).build()));
    }
    if (wanted.sni() != null) {
      String value = Objects.requireNonNullElse(wanted.sni().value(), "");
      match.addFilterState(state(sniKey(), StringMatcher.newBuilder().setExact(value).build()));
    }
    return match.build();
  }

  private static FilterStateMatcher state(String key, StringMatcher value) {
    return FilterStateMatcher.newBuilder().setKey(key).setStringMatch(value).build();
  }

  private Filter remember(boolean spiffe, boolean sni) {
    UnknownFieldSet.Field.Builder values = UnknownFieldSet.Field.newBuilder();
    if (spiffe) {
      values.addLengthDelimited(value(spiffeKey(), "%DOWNSTREAM_PEER_URI_SAN%").toByteString());
    }
    if (sni) {
      values.addLengthDelimited(value(sniKey(), "%REQUESTED_SERVER_NAME%").toByteString());
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

  private String spiffeKey() {
    return keys + ".match.spiffe_id";
  }

  private String sniKey() {
    return keys + ".match.sni";
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
