/**
 * Simulated proxies: real ADS streams without an Envoy behind them. Touches gRPC and Envoy's API
 * only.
 */
@NullMarked
package io.meshlog.bench.ads;

import org.jspecify.annotations.NullMarked;
