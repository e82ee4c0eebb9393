package io.meshlog.model.resource;

/**
 * Where a write is made.
 *
 * @param self the control plane that takes the write
 * @param federated whether it is a zone that belongs to a federation
 */
public record WriteContext(Origin self, boolean federated) {}
