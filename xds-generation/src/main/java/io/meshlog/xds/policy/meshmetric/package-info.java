/** MeshMetric (policies.md 2.11). */
@NullMarked
package io.meshlog.xds.policy.meshmetric;

import org.jspecify.annotations.NullMarked;
