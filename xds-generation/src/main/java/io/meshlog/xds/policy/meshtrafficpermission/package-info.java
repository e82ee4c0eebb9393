/** MeshTrafficPermission (policies.md 2.1). */
@NullMarked
package io.meshlog.xds.policy.meshtrafficpermission;

import org.jspecify.annotations.NullMarked;
