/**
 * Tells Prometheus which proxies to scrape: Kuma's Monitoring Assignment Discovery Service, MADS.
 * Touches {@code xds.state}, {@code xds.policy.meshmetric} and the JDK's HTTP server.
 */
@NullMarked
package io.meshlog.zone.monitoring;

import org.jspecify.annotations.NullMarked;
