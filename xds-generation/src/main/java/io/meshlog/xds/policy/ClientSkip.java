package io.meshlog.xds.policy;

import com.github.xds.type.matcher.v3.Matcher;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate;
import com.github.xds.type.matcher.v3.Matcher.OnMatch;
import io.envoyproxy.envoy.extensions.filters.common.matcher.action.v3.SkipFilter;
import io.meshlog.model.target.MatchSpec;
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
        .setPredicate(Predicate.newBuilder().setNotMatcher(ClientPredicate.of(match)))
        .setOnMatch(
            OnMatch.newBuilder()
                .setAction(ClientPredicate.typed("skip", SkipFilter.getDefaultInstance())));
    return Matcher.newBuilder().setMatcherList(list).build();
  }
}
