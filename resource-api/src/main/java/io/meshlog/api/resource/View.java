package io.meshlog.api.resource;

import io.meshlog.model.event.Position;
import io.meshlog.model.image.MeshImage;

/**
 * The state that a read answers from.
 *
 * @param past whether the client asked for a state that may not be the newest
 */
public record View(MeshImage image, Position position, boolean past) {}
