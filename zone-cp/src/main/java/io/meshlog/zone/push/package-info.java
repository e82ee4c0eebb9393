/**
 * From a change to the streams it concerns: which proxies depend on it, their new configs, one slot
 * per proxy. Knows {@code ads} and the generator's values; no gRPC, no database.
 */
@NullMarked
package io.meshlog.zone.push;

import org.jspecify.annotations.NullMarked;
