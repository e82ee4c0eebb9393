/**
 * Load on a control plane: thousands of simulated sidecars over real ADS streams, what a change
 * costs it and how long it takes, beside a server that only sends the same bytes.
 */
@NullMarked
package io.meshlog.bench.load;

import org.jspecify.annotations.NullMarked;
