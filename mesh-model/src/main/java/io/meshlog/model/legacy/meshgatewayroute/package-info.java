/**
 * MeshGatewayRoute: routes of builtin gateways. Touches {@code legacy}, {@code resource} and {@code
 * json}.
 */
@NullMarked
package io.meshlog.model.legacy.meshgatewayroute;

import org.jspecify.annotations.NullMarked;
