package io.meshlog.xds.policy;

import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.ConfType;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.ExitDraft;
import io.meshlog.xds.draft.GatewayListenerDraft;
import io.meshlog.xds.draft.InboundDraft;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.PassDraft;
import io.meshlog.xds.draft.ProxyDraft;
import java.util.List;
import java.util.Set;

/**
 * A policy type: its descriptor, how its confs merge, and what it does to a proxy's draft. Without
 * state. For each proxy the inbounds come first, then the outbounds, then the listeners of a
 * builtin gateway, then the destinations that these refer to by then; all are called also where no
 * policy matched, with an empty set.
 *
 * @param <C> the conf that is merged
 */
public interface Policy<C> {
  ResourceType<? extends PolicySpec> type();

  ConfType<C> conf();

  /**
   * Called before all else, for every proxy of a mesh that has a policy of this type, whomever it
   * is for. Who overrides this overrides {@link #concernsAll} too.
   */
  default void onProxyOfMesh(ProxyDraft proxy) {}

  /** Whether a policy of this type matters also to the proxies that it does not select. */
  default boolean concernsAll() {
    return false;
  }

  /**
   * Whether what it does to outbounds and their destinations can depend on the name or the address
   * of the proxy, or whether it edits them when they are finished. Then no proxy that has such a
   * policy shares them with the other replicas of its workload.
   *
   * @param matched some, all those of this type attached to a proxy
   */
  default boolean knowsProxy(List<Resource<? extends PolicySpec>> matched) {
    return false;
  }

  /**
   * @param matched the policies attached to this inbound
   */
  default void onInbound(InboundDraft inbound, PolicySet<C> matched, ProxyDraft proxy) {}

  /**
   * @param matched the policies attached to the proxy
   */
  default void onOutbound(OutboundDraft outbound, PolicySet<C> matched) {}

  /**
   * For builtin gateways, whose listeners are neither inbounds nor outbounds.
   *
   * @param matched the policies attached to this listener
   */
  default void onGateway(GatewayListenerDraft listener, PolicySet<C> matched) {}

  /**
   * @param destination a cluster that outbounds refer to, called once for each
   * @param matched the policies attached to the proxy, to the listener where it is a gateway's
   */
  default void onDestination(ClusterDraft destination, PolicySet<C> matched, ProxyDraft proxy) {}

  /**
   * Called once, after the parts, for what is said of the proxy as a whole.
   *
   * @param matched the policies attached to the proxy
   */
  default void onProxy(ProxyDraft proxy, PolicySet<C> matched) {}

  /**
   * Called for each way out in an egress. Who overrides this overrides {@link #actsOnExits} too.
   *
   * @param matched for a service by identity all policies, whomever they select: an egress is one
   *     for all clients; for one by tags those whose top-level target it is
   */
  default void onExit(ExitDraft exit, PolicySet<C> matched) {}

  /**
   * Called for each service of other zones that an egress passes on. Who overrides this overrides
   * {@link #actsOnExits} too.
   *
   * @param matched the policies for the whole mesh: an egress does not know whose call it passes on
   */
  default void onPass(PassDraft pass, PolicySet<C> matched) {}

  default boolean actsOnExits() {
    return false;
  }

  /** The destinations with further tags than a service that a policy sends traffic to. */
  default Set<Tags> destinations(Resource<? extends PolicySpec> policy) {
    return Set.of();
  }

  /** A merged conf as users write theirs: how it is merged may need another order. */
  default C shown(C conf) {
    return conf;
  }

  /** What a new mesh gets of this type (policies.md 1.11). */
  default List<DefaultPolicy<?>> defaults(String mesh) {
    return List.of();
  }

  /** A policy that a new mesh gets. */
  record DefaultPolicy<S extends Spec>(ResourceType<S> type, String name, S spec) {}
}
