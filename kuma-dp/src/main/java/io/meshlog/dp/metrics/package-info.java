/** Metrics of Envoy and of applications beside it, as the control plane says (MeshMetric). */
@NullMarked
package io.meshlog.dp.metrics;

import org.jspecify.annotations.NullMarked;
