/** Envoy's messages as JSON, for patches and for people. Touches {@code xds} and the Envoy API. */
@NullMarked
package io.meshlog.xds.json;

import org.jspecify.annotations.NullMarked;
