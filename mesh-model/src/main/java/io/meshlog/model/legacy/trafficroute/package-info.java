/**
 * TrafficRoute: the older MeshHTTPRoute and MeshTCPRoute. Without effect. Touches {@code legacy},
 * {@code resource} and {@code json}.
 */
@NullMarked
package io.meshlog.model.legacy.trafficroute;

import org.jspecify.annotations.NullMarked;
