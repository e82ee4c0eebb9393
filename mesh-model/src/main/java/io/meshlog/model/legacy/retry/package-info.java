/**
 * Retry: the older MeshRetry. Without effect. Touches {@code legacy}, {@code resource} and {@code
 * json}.
 */
@NullMarked
package io.meshlog.model.legacy.retry;

import org.jspecify.annotations.NullMarked;
