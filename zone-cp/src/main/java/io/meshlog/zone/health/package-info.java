/**
 * Probes of applications by their proxies: Envoy's health discovery service. A result that differs
 * from what is stored is an event of the Dataplane, since endpoints follow from it.
 */
@NullMarked
package io.meshlog.zone.health;

import org.jspecify.annotations.NullMarked;
