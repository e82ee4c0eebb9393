/** MeshTCPRoute (policies.md 2.3). */
@NullMarked
package io.meshlog.xds.policy.meshtcproute;

import org.jspecify.annotations.NullMarked;
