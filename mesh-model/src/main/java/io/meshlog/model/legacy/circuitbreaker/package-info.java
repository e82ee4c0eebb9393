/**
 * CircuitBreaker: the older MeshCircuitBreaker. Without effect. Touches {@code legacy}, {@code
 * resource} and {@code json}.
 */
@NullMarked
package io.meshlog.model.legacy.circuitbreaker;

import org.jspecify.annotations.NullMarked;
