/** MeshFaultInjection (policies.md 2.8). */
@NullMarked
package io.meshlog.xds.policy.meshfaultinjection;

import org.jspecify.annotations.NullMarked;
