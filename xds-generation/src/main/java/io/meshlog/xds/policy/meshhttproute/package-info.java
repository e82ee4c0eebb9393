/** MeshHTTPRoute (policies.md 2.2). */
@NullMarked
package io.meshlog.xds.policy.meshhttproute;

import org.jspecify.annotations.NullMarked;
