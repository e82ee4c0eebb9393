/**
 * The aggregated discovery service: one state machine per stream, state of the world and delta.
 * Knows gRPC, Envoy's discovery messages and {@code xds}'s resources; nothing of meshes, the log or
 * how configs are made.
 */
@NullMarked
package io.meshlog.zone.ads;

import org.jspecify.annotations.NullMarked;
