package io.meshlog.xds.policy.meshtrafficpermission;

import com.github.xds.type.matcher.v3.Matcher;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate.PredicateList;
import com.github.xds.type.matcher.v3.Matcher.OnMatch;
import io.envoyproxy.envoy.config.rbac.v3.Action;
import io.envoyproxy.envoy.config.rbac.v3.RBAC;
import io.meshlog.model.target.MatchSpec;
import io.meshlog.xds.draft.RbacDraft;
import io.meshlog.xds.policy.ClientPredicate;
import io.meshlog.xds.policy.meshtrafficpermission.MeshTrafficPermission.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The {@code rules} form: a list of matchers, denials before permissions, where the first that
 * holds decides and nothing that holds denies. The rules of all policies add up.
 */
final class IdentityPermissions {
  private IdentityPermissions() {}

  static RbacDraft rbac(List<RuledPolicy> policies) {
    Matcher matcher =
        matcher(
            policies,
            Lists::denied,
            lists -> {
              List<MatchSpec> both = new ArrayList<>(lists.allowed());
              both.addAll(lists.shadowDenied());
              return both;
            });
    boolean shadow =
        policies.stream()
            .flatMap(policy -> policy.rules().stream())
            .anyMatch(lists -> !lists.shadowDenied().isEmpty());
    return RbacDraft.ofMatcher(matcher, shadow ? shadowMatcher(policies) : null);
  }

  /** What would be if the shadow denials were denials. */
  private static Matcher shadowMatcher(List<RuledPolicy> policies) {
    return matcher(
        policies,
        lists -> {
          List<MatchSpec> both = new ArrayList<>(lists.denied());
          both.addAll(lists.shadowDenied());
          return both;
        },
        Lists::allowed);
  }

  private static Matcher matcher(
      List<RuledPolicy> policies,
      Function<Lists, List<MatchSpec>> denied,
      Function<Lists, List<MatchSpec>> allowed) {
    Matcher.MatcherList.Builder list = Matcher.MatcherList.newBuilder();
    add(policies, denied, RBAC.Action.DENY, list);
    add(policies, allowed, RBAC.Action.ALLOW, list);
    Matcher.Builder matcher = Matcher.newBuilder();
    if (list.getMatchersCount() > 0) {
      matcher.setMatcherList(list);
    }
    return matcher.setOnNoMatch(action("default", RBAC.Action.DENY)).build();
  }

  private static void add(
      List<RuledPolicy> policies,
      Function<Lists, List<MatchSpec>> matches,
      RBAC.Action action,
      Matcher.MatcherList.Builder list) {
    for (RuledPolicy policy : policies) {
      for (Lists rule : policy.rules()) {
        List<MatchSpec> any = matches.apply(rule);
        if (!any.isEmpty()) {
          list.addMatchersBuilder()
              .setPredicate(anyOf(any.stream().map(ClientPredicate::of).toList()))
              .setOnMatch(action(policy.kri(), action));
        }
      }
    }
  }

  private static OnMatch action(String name, RBAC.Action action) {
    return OnMatch.newBuilder()
        .setAction(
            ClientPredicate.typed(
                "envoy.filters.rbac.action",
                Action.newBuilder().setName(name).setAction(action).build()))
        .build();
  }

  private static Predicate anyOf(List<Predicate> parts) {
    return parts.size() == 1
        ? parts.getFirst()
        : Predicate.newBuilder()
            .setOrMatcher(PredicateList.newBuilder().addAllPredicate(parts))
            .build();
  }
}
