/**
 * RateLimit: the older MeshRateLimit. Without effect. Touches {@code legacy}, {@code resource} and
 * {@code json}.
 */
@NullMarked
package io.meshlog.model.legacy.ratelimit;

import org.jspecify.annotations.NullMarked;
