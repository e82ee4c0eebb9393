/** MeshRetry (policies.md 2.5). */
@NullMarked
package io.meshlog.xds.policy.meshretry;

import org.jspecify.annotations.NullMarked;
