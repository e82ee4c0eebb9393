package io.meshlog.store.insight;

import java.time.Instant;

/**
 * What is known of a proxy or a zone at run time; never an event.
 *
 * @param type e.g. {@code DataplaneInsight}
 * @param mesh empty for types of global scope
 * @param name display name of what it is about
 * @param zone where it was observed, empty for Global itself
 * @param body JSON
 */
public record Insight(
    String type, String mesh, String name, String zone, String body, Instant updatedAt) {}
