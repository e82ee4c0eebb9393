/**
 * HealthCheck: the older MeshHealthCheck. Without effect. Touches {@code legacy}, {@code resource}
 * and {@code json}.
 */
@NullMarked
package io.meshlog.model.legacy.healthcheck;

import org.jspecify.annotations.NullMarked;
