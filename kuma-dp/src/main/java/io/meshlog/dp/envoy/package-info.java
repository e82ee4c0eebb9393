/**
 * Runs Envoy as a child and talks to its admin endpoint; knows neither settings nor the control
 * plane.
 */
@NullMarked
package io.meshlog.dp.envoy;

import org.jspecify.annotations.NullMarked;
