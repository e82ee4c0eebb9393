/**
 * The diagnostics port: readiness, liveness, metrics, log levels (rest-and-dataplane-protocol.md
 * 1.1). Touches the JDK's HTTP server and the meter registry.
 */
@NullMarked
package io.meshlog.api.diagnostics;

import org.jspecify.annotations.NullMarked;
