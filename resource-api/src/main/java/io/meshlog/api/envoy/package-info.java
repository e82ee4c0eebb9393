/**
 * What Envoy itself says of a proxy: its config, statistics and clusters, asked of its admin
 * (rest-and-dataplane-protocol.md 3.4). How the proxy is reached is the app's.
 */
@NullMarked
package io.meshlog.api.envoy;

import org.jspecify.annotations.NullMarked;
