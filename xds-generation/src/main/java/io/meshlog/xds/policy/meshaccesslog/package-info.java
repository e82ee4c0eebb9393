/** MeshAccessLog (policies.md 2.9). */
@NullMarked
package io.meshlog.xds.policy.meshaccesslog;

import org.jspecify.annotations.NullMarked;
