/**
 * What a sidecar gets before any policy speaks: inbounds, outbounds, the readiness listener, and
 * how finished drafts become listeners. Touches {@code draft}, {@code secrets} and {@code xds}.
 */
@NullMarked
package io.meshlog.xds.baseline;

import org.jspecify.annotations.NullMarked;
