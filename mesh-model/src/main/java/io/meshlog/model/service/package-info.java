/**
 * Services that are addressed by identity: MeshService, MeshMultiZoneService, MeshExternalService.
 * Touches {@code resource}.
 */
@NullMarked
package io.meshlog.model.service;

import org.jspecify.annotations.NullMarked;
