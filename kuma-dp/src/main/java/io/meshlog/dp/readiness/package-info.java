/** Answers readiness probes on loopback; asks Envoy's admin endpoint and nothing else. */
@NullMarked
package io.meshlog.dp.readiness;

import org.jspecify.annotations.NullMarked;
