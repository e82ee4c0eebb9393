/**
 * Passes telemetry on to OpenTelemetry collectors. The only room with gRPC, whose classes are
 * loaded once there is a collector: they cost more memory than all the rest.
 */
@NullMarked
package io.meshlog.dp.otel;

import org.jspecify.annotations.NullMarked;
