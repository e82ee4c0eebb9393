/**
 * Prepares quick starts of the packaged control planes. Touches the demo's command lines, the
 * embedded servers and the simulated proxies.
 */
@NullMarked
package io.meshlog.bench.start;

import org.jspecify.annotations.NullMarked;
