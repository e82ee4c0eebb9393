package io.meshlog.xds.policy;

import com.github.xds.core.v3.TypedExtensionConfig;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate.PredicateList;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate.SinglePredicate;
import com.github.xds.type.matcher.v3.RegexMatcher;
import com.github.xds.type.matcher.v3.StringMatcher;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.ServerNameInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.ssl.v3.UriSanInput;
import io.meshlog.model.target.MatchSpec;
import io.meshlog.xds.XdsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Who a client is, as a predicate of Envoy's matchers: by SPIFFE id, by SNI, or by both. */
public final class ClientPredicate {
  private ClientPredicate() {}

  /** Holds for the clients that the match admits. */
  public static Predicate of(MatchSpec match) {
    List<Predicate> parts = new ArrayList<>();
    if (match.spiffeID() != null) {
      RegexMatcher pattern =
          RegexMatcher.newBuilder()
              .setGoogleRe2(RegexMatcher.GoogleRE2.getDefaultInstance())
              .setRegex(Identities.pattern(match.spiffeID()))
              .build();
      parts.add(
          single(
              typed("envoy.matching.inputs.uri_san", UriSanInput.getDefaultInstance()),
              StringMatcher.newBuilder().setSafeRegex(pattern).build()));
    }
    if (match.sni() != null) {
      String name = Objects.requireNonNullElse(match.sni().value(), "");
      parts.add(
          single(
              typed("envoy.matching.inputs.server_name", ServerNameInput.getDefaultInstance()),
              StringMatcher.newBuilder().setExact(name).build()));
    }
    return parts.size() == 1
        ? parts.getFirst()
        : Predicate.newBuilder()
            .setAndMatcher(PredicateList.newBuilder().addAllPredicate(parts))
            .build();
  }

  private static Predicate single(TypedExtensionConfig input, StringMatcher value) {
    return Predicate.newBuilder()
        .setSinglePredicate(SinglePredicate.newBuilder().setInput(input).setValueMatch(value))
        .build();
  }

  /** An extension of a matcher. */
  public static TypedExtensionConfig typed(String name, Message config) {
    return TypedExtensionConfig.newBuilder()
        .setName(name)
        .setTypedConfig(XdsResource.pack(config))
        .build();
  }
}
