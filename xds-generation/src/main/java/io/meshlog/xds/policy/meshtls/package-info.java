/** MeshTLS (policies.md 2.15). */
@NullMarked
package io.meshlog.xds.policy.meshtls;

import org.jspecify.annotations.NullMarked;
