/**
 * FaultInjection: the older MeshFaultInjection. Without effect. Touches {@code legacy}, {@code
 * resource} and {@code json}.
 */
@NullMarked
package io.meshlog.model.legacy.faultinjection;

import org.jspecify.annotations.NullMarked;
