package io.meshlog.xds.draft;

import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.meshlog.xds.Names;
import io.meshlog.xds.XdsResource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP connection manager with one virtual host. Filters and routes are kept apart from it until
 * it is frozen. Without a route that leads somewhere there is no listener.
 */
public final class HttpDraft implements TrafficDraft {
  private static final HttpFilter ROUTER =
      HttpFilter.newBuilder()
          .setName("envoy.filters.http.router")
          .setTypedConfig(XdsResource.pack(Router.getDefaultInstance()))
          .build();

  private final HttpConnectionManager.Builder manager = HttpConnectionManager.newBuilder();
  private final RouteConfiguration.Builder config = RouteConfiguration.newBuilder();
  private final VirtualHost.Builder host = VirtualHost.newBuilder();
  private final List<HttpFilter> filters = new ArrayList<>();
  private final List<RouteDraft> routes = new ArrayList<>();

  /**
   * @param statPrefix is sanitised here
   */
  public HttpDraft(String statPrefix, String routeConfig, String virtualHost) {
    manager.setStatPrefix(Names.sanitized(statPrefix));
    config.setName(routeConfig).getValidateClustersBuilder().setValue(false);
    host.setName(virtualHost).addDomains("*");
  }

  /** Everything but filters and routes: timeouts, access log, tracing. */
  public HttpConnectionManager.Builder manager() {
    return manager;
  }

  /** Everything but name and routes: headers to add or remove. */
  public RouteConfiguration.Builder routeConfig() {
    return config;
  }

  /** In order, between RBAC and the router. May be changed. */
  public List<HttpFilter> filters() {
    return filters;
  }

  /** In order of trial. May be changed. */
  public List<RouteDraft> routes() {
    return routes;
  }

  public boolean leadsSomewhere() {
    return routes.stream().anyMatch(RouteDraft::leadsSomewhere);
  }

  /** The virtual host with its routes, once per draft: a second call would add them twice. */
  public HttpConnectionManager freezeRoutes() {
    routes.stream()
        .filter(RouteDraft::leadsSomewhere)
        .forEach(route -> host.addRoutes(route.freeze()));
    return manager.setRouteConfig(config.addVirtualHosts(host)).build();
  }

  /**
   * @param first filter before all others, RBAC
   */
  public Filter freeze(HttpConnectionManager withRoutes, @Nullable HttpFilter first) {
    HttpConnectionManager.Builder result = withRoutes.toBuilder();
    if (first != null) {
      result.addHttpFilters(first);
    }
    result.addAllHttpFilters(filters).addHttpFilters(ROUTER);
    return Filter.newBuilder()
        .setName("envoy.filters.network.http_connection_manager")
        .setTypedConfig(XdsResource.pack(result.build()))
        .build();
  }
}
