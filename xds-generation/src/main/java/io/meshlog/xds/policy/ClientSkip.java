package io.meshlog.xds.policy;

import com.github.xds.core.v3.TypedExtensionConfig;
import com.github.xds.type.matcher.v3.Matcher;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate.PredicateList;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate.SinglePredicate;
import com.github.xds.type.matcher.v3.Matcher.OnMatch;
import com.github.xds.type.matcher.v3.RegexMatcher;
import com.github.xds.type.matcher.v3.StringMatcher;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.extensions.filters.common.matcher.action.v3.SkipFilter;
import io.envoyproxy.envoy.extensions.matching.common_inputs.network.v3.ServerNameInput;
import io.envoyproxy.envoy.extensions.matching.common_inputs.ssl.v3.UriSanInput;
import io.meshlog.model.target.MatchSpec;
import io.meshlog.xds.XdsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Matchers that have an HTTP filter skipped for clients that it is not meant for. */
public final class ClientSkip {
  private ClientSkip() {}

  /** Skips for all clients that the match does not admit; for nobody without a match. */
  public static Matcher unless(@Nullable MatchSpec match) {
    if (match == null) {
      return Matcher.getDefaultInstance();
    }
    Matcher.MatcherList.Builder list = Matcher.MatcherList.newBuilder();
    list.addMatchersBuilder()
        .setPredicate(Predicate.newBuilder().setNotMatcher(client(match)))
        .setOnMatch(OnMatch.newBuilder().setAction(typed("skip", SkipFilter.getDefaultInstance())));
    return Matcher.newBuilder().setMatcherList(list).build();
  }

  private static Predicate client(MatchSpec match) {
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

  private static TypedExtensionConfig typed(String name, Message config) {
    return TypedExtensionConfig.newBuilder()
        .setName(name)
        .setTypedConfig(XdsResource.pack(config))
        .build();
  }
}
