package io.meshlog.model.resource;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The control plane in whose log a resource was made: Global, or a zone by name. Only its origin
 * may change a resource (event-log-design.md invariant 8).
 *
 * @param zone the zone's name, empty for Global
 */
public record Origin(String zone) implements Comparable<Origin> {
  public static final Origin GLOBAL = new Origin("");

  private static final String ZONE_PREFIX = "zone:";

  public static Origin zone(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a zone origin needs a name");
    }
    return new Origin(name);
  }

  /** Reads the form that {@link #toString} writes: {@code global} or {@code zone:<name>}. */
  @JsonCreator
  public static Origin parse(String text) {
    if (text.equals("global")) {
      return GLOBAL;
    }
    if (text.startsWith(ZONE_PREFIX) && text.length() > ZONE_PREFIX.length()) {
      return new Origin(text.substring(ZONE_PREFIX.length()));
    }
    throw new IllegalArgumentException("not an origin: " + text);
  }

  public boolean isGlobal() {
    return zone.isEmpty();
  }

  /** Value of the label {@code kuma.io/origin}. */
  public String label() {
    return isGlobal() ? "global" : "zone";
  }

  @Override
  public int compareTo(Origin other) {
    return zone.compareTo(other.zone);
  }

  @Override
  @JsonValue
  public String toString() {
    return isGlobal() ? "global" : ZONE_PREFIX + zone;
  }
}
