package io.meshlog.xds.baseline;

import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.meshlog.xds.Names;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.draft.RbacDraft;

/** Who may come in, as a filter of either kind (xds-generation.md 2.5). */
public final class RbacFilters {
  private RbacFilters() {}

  public static HttpFilter http(RbacDraft rbac) {
    var filter = io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC.newBuilder();
    if (rbac.rules() != null) {
      filter.setRules(rbac.rules());
    }
    if (rbac.shadowRules() != null) {
      filter.setShadowRules(rbac.shadowRules());
    }
    if (rbac.matcher() != null) {
      filter.setMatcher(rbac.matcher());
    }
    if (rbac.shadowMatcher() != null) {
      filter.setShadowMatcher(rbac.shadowMatcher());
    }
    return HttpFilter.newBuilder()
        .setName("envoy.filters.http.rbac")
        .setTypedConfig(XdsResource.pack(filter.build()))
        .build();
  }

  /**
   * @param statPrefix is sanitised here
   */
  public static Filter network(RbacDraft rbac, String statPrefix) {
    // The trailing dot is what the bootstrap's stats tag "listener" cuts at.
    var filter =
        io.envoyproxy
            .envoy
            .extensions
            .filters
            .network
            .rbac
            .v3
            .RBAC
            .newBuilder()
            .setStatPrefix(Names.sanitized(statPrefix) + '.');
    if (rbac.rules() != null) {
      filter.setRules(rbac.rules());
    }
    if (rbac.shadowRules() != null) {
      filter.setShadowRules(rbac.shadowRules());
    }
    if (rbac.matcher() != null) {
      filter.setMatcher(rbac.matcher());
    }
    if (rbac.shadowMatcher() != null) {
      filter.setShadowMatcher(rbac.shadowMatcher());
    }
    return Filter.newBuilder()
        .setName("envoy.filters.network.rbac")
        .setTypedConfig(XdsResource.pack(filter.build()))
        .build();
  }
}
