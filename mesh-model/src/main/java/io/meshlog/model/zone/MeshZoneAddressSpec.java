package io.meshlog.model.zone;

import io.meshlog.model.resource.Spec;
import org.jspecify.annotations.Nullable;

/** Where others reach the ingress of a zone that is for one mesh. */
public record MeshZoneAddressSpec(@Nullable String address, @Nullable Integer port)
    implements Spec {}
