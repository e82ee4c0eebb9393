package io.meshlog.events.upcast;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Every step from an older form of a payload to the form of now, by type and version. A type
 * without a step at some version did not change there. Immutable and thread-safe.
 */
public final class Upcasters {
  /** The schema version of payloads written now. */
  public static final int CURRENT = 1;

  /** Those of this version of Meshlog: none yet, the first form is still in force. */
  public static final Upcasters ALL = new Upcasters(List.of());

  private record Place(String type, int from) {}

  private final Map<Place, Upcaster> steps = new HashMap<>();

  /**
   * @throws IllegalArgumentException when two take the same form, or one gives a form later than
   *     now
   */
  public Upcasters(List<Upcaster> all) {
    for (Upcaster step : all) {
      if (step.from() >= CURRENT) {
        throw new IllegalArgumentException(
            step.type() + " of version " + step.from() + " is not older than " + CURRENT);
      }
      if (steps.put(new Place(step.type(), step.from()), step) != null) {
        throw new IllegalArgumentException(
            "two upcasters take " + step.type() + " of version " + step.from());
      }
    }
  }

  /**
   * The payload in the form of now. One of a later version is left as it is: additions are ignored
   * by who does not know them.
   */
  public JsonNode lift(String type, int schemaVersion, JsonNode payload) {
    JsonNode lifted = payload;
    for (int version = schemaVersion; version < CURRENT && !steps.isEmpty(); version++) {
      Upcaster step = steps.get(new Place(type, version));
      if (step != null) {
        lifted = step.lift().apply(lifted);
      }
    }
    return lifted;
  }
}
