package io.meshlog.model.admit;

import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import tools.jackson.databind.JsonNode;

/**
 * A resource as someone wants it written.
 *
 * @param type of the address it was sent to
 * @param mesh of the address, empty for global scope
 * @param name of the address
 * @param body the resource's JSON with its envelope (type, mesh, name, labels)
 */
public record Submission<S extends Spec>(
    ResourceType<S> type, String mesh, String name, JsonNode body) {}
