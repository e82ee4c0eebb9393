/** Where telemetry is sent. Touches {@code resource}. */
@NullMarked
package io.meshlog.model.telemetry;

import org.jspecify.annotations.NullMarked;
