/**
 * MeshGatewayRoute: routes of builtin gateways. Without effect so far. Touches {@code legacy},
 * {@code resource} and {@code json}.
 */
@NullMarked
package io.meshlog.model.legacy.meshgatewayroute;

import org.jspecify.annotations.NullMarked;
