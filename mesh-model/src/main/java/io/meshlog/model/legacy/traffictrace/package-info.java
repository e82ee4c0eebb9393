/**
 * TrafficTrace: the older MeshTrace. Without effect. Touches {@code legacy}, {@code resource} and
 * {@code json}.
 */
@NullMarked
package io.meshlog.model.legacy.traffictrace;

import org.jspecify.annotations.NullMarked;
