package io.meshlog.xds.policy;

import java.util.List;

/**
 * The policies of one type that concern a proxy, for those who ask what is in force.
 *
 * @param proxy those attached to anything of it; never empty
 * @param inbounds for each inbound of the Dataplane, in its order, those attached to it
 * @param listeners the same for each listener of a builtin gateway
 */
public record MatchedPolicies<C>(
    Policy<C> policy,
    PolicySet<C> proxy,
    List<PolicySet<C>> inbounds,
    List<PolicySet<C>> listeners) {
  public MatchedPolicies {
    inbounds = List.copyOf(inbounds);
    listeners = List.copyOf(listeners);
  }
}
