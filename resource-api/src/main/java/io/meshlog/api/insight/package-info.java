/**
 * Insights as resources: what was observed of proxies and zones, and sums over it. Touches the
 * insights of the store and {@code resource}.
 */
@NullMarked
package io.meshlog.api.insight;

import org.jspecify.annotations.NullMarked;
