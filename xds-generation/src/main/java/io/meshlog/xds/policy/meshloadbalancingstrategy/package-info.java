/** MeshLoadBalancingStrategy (policies.md 2.12). */
@NullMarked
package io.meshlog.xds.policy.meshloadbalancingstrategy;

import org.jspecify.annotations.NullMarked;
