package io.meshlog.events.upcast;

import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * Lifts the payloads of one type of event by one version. What is stored never changes, and neither
 * do its hashes: this runs whenever such an event is read.
 *
 * @param type CloudEvents type, e.g. {@code io.meshlog.zone.upserted.v1}
 * @param from the schema version it takes; it gives the next one
 * @param lift pure; may change and return its argument, which is a copy
 */
public record Upcaster(String type, int from, UnaryOperator<JsonNode> lift) {}
