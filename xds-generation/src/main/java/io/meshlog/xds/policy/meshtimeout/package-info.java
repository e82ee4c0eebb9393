/** MeshTimeout (policies.md 2.4). */
@NullMarked
package io.meshlog.xds.policy.meshtimeout;

import org.jspecify.annotations.NullMarked;
