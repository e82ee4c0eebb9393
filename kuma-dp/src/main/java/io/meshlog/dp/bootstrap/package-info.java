/** Asks the control plane for Envoy's bootstrap; may touch the network, not processes. */
@NullMarked
package io.meshlog.dp.bootstrap;

import org.jspecify.annotations.NullMarked;
