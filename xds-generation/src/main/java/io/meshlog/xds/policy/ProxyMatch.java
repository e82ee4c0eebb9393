package io.meshlog.xds.policy;

import java.util.List;

/**
 * The policies of one type for one proxy.
 *
 * @param proxy those attached to anything of it
 * @param inbounds for each inbound of the Dataplane, in its order, those attached to it
 * @param listeners the same for each listener of a builtin gateway
 */
record ProxyMatch<C>(
    PolicySet<C> proxy, List<PolicySet<C>> inbounds, List<PolicySet<C>> listeners) {
  ProxyMatch {
    inbounds = List.copyOf(inbounds);
    listeners = List.copyOf(listeners);
  }
}
