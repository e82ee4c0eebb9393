/**
 * Builtin gateways: the listeners of the MeshGateway that selects a Dataplane (xds-generation.md
 * section 7). Touches {@code draft}, {@code baseline}, {@code secrets} and {@code xds}.
 */
@NullMarked
package io.meshlog.xds.gateway;

import org.jspecify.annotations.NullMarked;
