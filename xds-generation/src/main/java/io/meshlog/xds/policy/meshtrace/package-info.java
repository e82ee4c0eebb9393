/** MeshTrace (policies.md 2.10). */
@NullMarked
package io.meshlog.xds.policy.meshtrace;

import org.jspecify.annotations.NullMarked;
