/** MeshCircuitBreaker (policies.md 2.6). */
@NullMarked
package io.meshlog.xds.policy.meshcircuitbreaker;

import org.jspecify.annotations.NullMarked;
