package io.meshlog.xds.policy.meshtrafficpermission;

import io.envoyproxy.envoy.config.rbac.v3.Permission;
import io.envoyproxy.envoy.config.rbac.v3.Policy;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.rbac.v3.RBAC;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.ClientRules;
import io.meshlog.model.target.ClientSubset;
import io.meshlog.xds.Names;
import io.meshlog.xds.draft.RbacDraft;
import io.meshlog.xds.policy.meshtrafficpermission.MeshTrafficPermission.Action;
import io.meshlog.xds.policy.meshtrafficpermission.MeshTrafficPermission.Conf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The {@code from} form: a principal per subset of clients that may call. */
final class TagPermissions {
  private static final String NAME = "MeshTrafficPermission";

  private TagPermissions() {}

  static RbacDraft rbac(String mesh, List<ClientRules.Rule<Conf>> rules) {
    List<Principal> allowed = principals(mesh, rules, action -> action != Action.Deny);
    List<Principal> shadow =
        principals(mesh, rules, action -> action == Action.AllowWithShadowDeny);
    return RbacDraft.ofRules(
        rbac(RBAC.Action.ALLOW, allowed), shadow.isEmpty() ? null : rbac(RBAC.Action.DENY, shadow));
  }

  private static List<Principal> principals(
      String mesh, List<ClientRules.Rule<Conf>> rules, Predicate<@Nullable Action> wanted) {
    return rules.stream()
        .filter(rule -> {
          Action action = rule.effective().conf().action();
          return action != null && wanted.test(action);
        })
        .map(rule -> principal(mesh, rule.clients()))
        .toList();
  }

  /** Without principals there is no policy at all, which denies everyone. */
  private static RBAC rbac(RBAC.Action action, List<Principal> principals) {
    RBAC.Builder rbac = RBAC.newBuilder().setAction(action);
    if (!principals.isEmpty()) {
      rbac.putPolicies(
          NAME,
          Policy.newBuilder()
              .addPermissions(Permission.newBuilder().setAny(true))
              .addAllPrincipals(principals)
              .build());
    }
    return rbac.build();
  }

  private static Principal principal(String mesh, ClientSubset clients) {
    List<Principal> parts = new ArrayList<>(tags(mesh, clients.present()));
    for (Tags absent : clients.absent()) {
      Principal what = all(tags(mesh, absent));
      parts.add(Principal.newBuilder().setNotId(what).build());
    }
    return all(parts);
  }

  private static List<Principal> tags(String mesh, Tags tags) {
    return tags.values().entrySet().stream()
        .map(tag -> tag(mesh, tag.getKey(), tag.getValue()))
        .toList();
  }

  private static Principal tag(String mesh, String key, String value) {
    String name =
        key.equals(Tags.SERVICE) ? Names.spiffe(mesh, value) : "kuma://" + key + '/' + value;
    return Principal.newBuilder()
        .setAuthenticated(
            Principal.Authenticated.newBuilder()
                .setPrincipalName(StringMatcher.newBuilder().setExact(name)))
        .build();
  }

  private static Principal all(List<Principal> parts) {
    return switch (parts.size()) {
      case 0 -> Principal.newBuilder().setAny(true).build();
      case 1 -> parts.getFirst();
      default ->
          Principal.newBuilder().setAndIds(Principal.Set.newBuilder().addAllIds(parts)).build();
    };
  }
}
