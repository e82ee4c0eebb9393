/**
 * The ingress of a zone: passes mutual TLS through to services of this zone by SNI. Touches {@code
 * baseline}, {@code state} and {@code xds}.
 */
@NullMarked
package io.meshlog.xds.ingress;

import org.jspecify.annotations.NullMarked;
