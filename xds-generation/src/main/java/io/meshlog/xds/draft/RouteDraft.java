package io.meshlog.xds.draft;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteAction.ClusterNotFoundResponseCode;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.meshlog.model.resource.Kri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One route: a match, and either backends or a redirect. A route that has neither is left out when
 * frozen.
 */
public final class RouteDraft {
  private static final int UNAVAILABLE = 500;

  /** A copy of the request goes to the cluster; null fraction means every request. */
  public record Mirror(ClusterDraft cluster, @Nullable RuntimeFractionalPercent fraction) {}

  private final Route.Builder route = Route.newBuilder();
  private final RouteAction.Builder action = RouteAction.newBuilder();
  private final List<BackendDraft> backends = new ArrayList<>();
  private final List<Mirror> mirrors = new ArrayList<>();
  private final @Nullable Kri origin;
  private @Nullable RedirectAction redirect;
  private @Nullable HeaderValueOption clientTags;
  private boolean broken;

  public RouteDraft(String name, RouteMatch match) {
    this(name, null, match);
  }

  private RouteDraft(String name, @Nullable Kri origin, RouteMatch match) {
    this.origin = origin;
    route.setName(name).setMatch(match);
  }

  /** A route that carries the name of the policy it comes from. */
  public static RouteDraft of(Kri policy, RouteMatch match) {
    return new RouteDraft(policy.toString(), policy, match);
  }

  /** The policy it comes from, where it is known by that. */
  public Optional<Kri> origin() {
    return Optional.ofNullable(origin);
  }

  public String name() {
    return route.getName();
  }

  public RouteMatch match() {
    return route.getMatch();
  }

  /** Header modifications, per-filter config, metadata: everything but the action. */
  public Route.Builder route() {
    return route;
  }

  /** Timeouts, retries, rewrites: everything but the clusters. Unused when it redirects. */
  public RouteAction.Builder action() {
    return action;
  }

  /** May be changed. */
  public List<BackendDraft> backends() {
    return backends;
  }

  /** May be changed. */
  public List<Mirror> mirrors() {
    return mirrors;
  }

  public boolean redirects() {
    return redirect != null;
  }

  /** Replaces the action. */
  public RouteDraft redirect(RedirectAction to) {
    this.redirect = to;
    return this;
  }

  /** A route of its own with equal content, for who needs it twice with different matches. */
  public RouteDraft copy(RouteMatch match) {
    RouteDraft copy = new RouteDraft(name(), origin, match);
    copy.route.mergeFrom(route.build()).setMatch(match);
    copy.action.mergeFrom(action.build());
    copy.backends.addAll(backends);
    copy.mirrors.addAll(mirrors);
    copy.redirect = redirect;
    copy.clientTags = clientTags;
    copy.broken = broken;
    return copy;
  }

  /**
   * Makes it a route of a gateway, which tells its backends who asks.
   *
   * @param tags of the gateway
   */
  public void ofGateway(HeaderValueOption tags) {
    this.clientTags = tags;
  }

  /** Has it answered by 500 while it has no backend, instead of being left out. */
  public void broken() {
    this.broken = true;
  }

  public boolean leadsSomewhere() {
    return redirect != null || broken || !backends.isEmpty();
  }

  /** What is outside of the mesh does not know the names by which the mesh calls it. */
  private void rewriteHost() {
    boolean external =
        !backends.isEmpty() && backends.stream().allMatch(to -> to.cluster().external());
    if (external
        && action.getHostRewriteSpecifierCase()
            == RouteAction.HostRewriteSpecifierCase.HOSTREWRITESPECIFIER_NOT_SET) {
      action.getAutoHostRewriteBuilder().setValue(true);
    }
  }

  public Route freeze() {
    if (redirect != null) {
      return route.setRedirect(redirect).build();
    }
    if (backends.isEmpty()) {
      route.getDirectResponseBuilder().setStatus(UNAVAILABLE);
      return route.build();
    }
    rewriteHost();
    if (clientTags != null) {
      route.addRequestHeadersToAdd(clientTags);
      action.setClusterNotFoundResponseCode(ClusterNotFoundResponseCode.INTERNAL_SERVER_ERROR);
    }
    if (backends.size() == 1 && clientTags == null) {
      action.setCluster(backends.getFirst().cluster().name());
    } else {
      backends.forEach(this::share);
    }
    for (Mirror mirror : mirrors) {
      var policy = action.addRequestMirrorPoliciesBuilder().setCluster(mirror.cluster().name());
      if (mirror.fraction() != null) {
        policy.setRuntimeFraction(mirror.fraction());
      }
    }
    return route.setRoute(action).build();
  }

  private void share(BackendDraft backend) {
    action
        .getWeightedClustersBuilder()
        .addClustersBuilder()
        .setName(backend.cluster().name())
        .setWeight(UInt32Value.of(backend.weight()));
  }
}
