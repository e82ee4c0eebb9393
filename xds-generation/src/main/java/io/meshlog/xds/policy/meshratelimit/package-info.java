/** MeshRateLimit (policies.md 2.7). */
@NullMarked
package io.meshlog.xds.policy.meshratelimit;

import org.jspecify.annotations.NullMarked;
