/**
 * The egress of a zone: passes mutual TLS on to other zones by SNI, and ends it for what is outside
 * of the mesh. Touches {@code ingress}, {@code baseline}, {@code state} and {@code xds}.
 */
@NullMarked
package io.meshlog.xds.egress;

import org.jspecify.annotations.NullMarked;
