/** MeshPassthrough (policies.md 2.13). */
@NullMarked
package io.meshlog.xds.policy.meshpassthrough;

import org.jspecify.annotations.NullMarked;
