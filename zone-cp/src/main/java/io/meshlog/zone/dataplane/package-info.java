/**
 * The life of a proxy: it authenticates, registers its resource, is served, leaves and expires.
 * Writes through the event log only; nothing here stands in the way of a config.
 */
@NullMarked
package io.meshlog.zone.dataplane;

import org.jspecify.annotations.NullMarked;
