/** MeshHealthCheck (policies.md 2.16). */
@NullMarked
package io.meshlog.xds.policy.meshhealthcheck;

import org.jspecify.annotations.NullMarked;
