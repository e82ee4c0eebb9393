package io.meshlog.xds.draft;

import com.github.xds.type.matcher.v3.Matcher;
import io.envoyproxy.envoy.config.rbac.v3.Permission;
import io.envoyproxy.envoy.config.rbac.v3.Policy;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.rbac.v3.RBAC;
import org.jspecify.annotations.Nullable;

/**
 * Who may call an inbound, in Envoy's terms but for either filter: freezing makes an HTTP filter of
 * it where there is HTTP, else a network filter (xds-generation.md 2.5). Rules exclude matcher.
 *
 * @param rules empty rules deny everybody
 */
public record RbacDraft(
    @Nullable RBAC rules,
    @Nullable RBAC shadowRules,
    @Nullable Matcher matcher,
    @Nullable Matcher shadowMatcher) {

  /** What an inbound has until a permission says otherwise. */
  public static final RbacDraft DENY_ALL = ofRules(RBAC.getDefaultInstance(), null);

  /** For what everybody of the mesh may call. */
  public static final RbacDraft ALLOW_ALL =
      ofRules(
          RBAC.newBuilder()
              .putPolicies(
                  "allow-all",
                  Policy.newBuilder()
                      .addPermissions(Permission.newBuilder().setAny(true))
                      .addPrincipals(Principal.newBuilder().setAny(true))
                      .build())
              .build(),
          null);

  public static RbacDraft ofRules(RBAC rules, @Nullable RBAC shadow) {
    return new RbacDraft(rules, shadow, null, null);
  }

  public static RbacDraft ofMatcher(Matcher matcher, @Nullable Matcher shadow) {
    return new RbacDraft(null, null, matcher, shadow);
  }
}
