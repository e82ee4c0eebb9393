package io.meshlog.events.envelope;

import org.jspecify.annotations.Nullable;

/**
 * An insight on its way to Global: about a proxy, never a log event.
 *
 * @param type e.g. {@code DataplaneInsight}
 * @param mesh empty for types of global scope
 * @param name display name of what it is about
 * @param zone where it was observed
 * @param body JSON; null: forgotten
 */
public record Fact(String type, String mesh, String name, String zone, @Nullable String body) {
  public static final String TYPE = "io.meshlog.zone.insight.v1";

  public String recordKey() {
    return type + '/' + (mesh.isEmpty() ? "-" : mesh) + '/' + name;
  }
}
