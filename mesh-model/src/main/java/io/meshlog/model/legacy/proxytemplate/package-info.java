/**
 * ProxyTemplate: the older MeshProxyPatch. Without effect. Touches {@code legacy}, {@code resource}
 * and {@code json}.
 */
@NullMarked
package io.meshlog.model.legacy.proxytemplate;

import org.jspecify.annotations.NullMarked;
