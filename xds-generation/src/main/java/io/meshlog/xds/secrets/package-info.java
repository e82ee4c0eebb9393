/**
 * TLS between proxies: the contexts that refer to secrets, and the secrets. Certificates are values
 * that the caller made. Touches {@code xds}, {@code model} and the Envoy API.
 */
@NullMarked
package io.meshlog.xds.secrets;

import org.jspecify.annotations.NullMarked;
