/**
 * What comes along when meshes, zones and secrets are written, and what a control plane makes at
 * its first start (rest-and-dataplane-protocol.md 2.8). Touches {@code resource}, {@code ca},
 * {@code token}, the log and the policies' defaults.
 */
@NullMarked
package io.meshlog.api.mesh;

import org.jspecify.annotations.NullMarked;
