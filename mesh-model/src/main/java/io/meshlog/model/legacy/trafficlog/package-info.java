/**
 * TrafficLog: the older MeshAccessLog. Without effect. Touches {@code legacy}, {@code resource} and
 * {@code json}.
 */
@NullMarked
package io.meshlog.model.legacy.trafficlog;

import org.jspecify.annotations.NullMarked;
