/**
 * Wiring of the zone control plane and its typed settings: the only room here that knows Spring.
 */
@NullMarked
package io.meshlog.zone.config;

import org.jspecify.annotations.NullMarked;
