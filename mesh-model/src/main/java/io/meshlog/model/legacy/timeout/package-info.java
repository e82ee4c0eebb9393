/**
 * Timeout: the older MeshTimeout. Without effect. Touches {@code legacy}, {@code resource} and
 * {@code json}.
 */
@NullMarked
package io.meshlog.model.legacy.timeout;

import org.jspecify.annotations.NullMarked;
