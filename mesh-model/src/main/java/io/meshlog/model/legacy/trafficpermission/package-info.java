/**
 * TrafficPermission: the older MeshTrafficPermission. Without effect. Touches {@code legacy},
 * {@code resource} and {@code json}.
 */
@NullMarked
package io.meshlog.model.legacy.trafficpermission;

import org.jspecify.annotations.NullMarked;
