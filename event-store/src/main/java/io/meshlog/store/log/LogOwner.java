package io.meshlog.store.log;

import io.meshlog.model.resource.Origin;

/** The control plane this process is: the owner of the one log it appends to. */
public record LogOwner(Origin self) {}
