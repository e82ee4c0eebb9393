package io.meshlog.model.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the JSON schema of a nested type refuses beyond the kind of a value, in its words. Whoever
 * finds something leaves the rest unchecked, as Kuma does (rest-and-dataplane-protocol.md 2.3).
 */
public final class SchemaRules {
  public static final String REQUIRED = "in body is required";

  private SchemaRules() {}

  public static void required(@Nullable Object value, String field, Violations at) {
    if (value == null) {
      at.add(field, REQUIRED);
    }
  }

  /** A required list that must not be empty. */
  public static void some(@Nullable List<?> value, String field, Violations at) {
    if (value == null) {
      at.add(field, REQUIRED);
    } else if (value.isEmpty()) {
      at.add(field, "in body should have at least 1 items");
    }
  }

  /** A required text of bounded length. */
  public static void text(
      @Nullable String value, int least, int most, String field, Violations at) {
    if (value == null) {
      at.add(field, REQUIRED);
    } else if (value.length() < least) {
      at.add(field, "in body should be at least " + least + " chars long");
    } else if (value.length() > most) {
      at.add(field, "in body should be at most " + most + " chars long");
    }
  }

  /** A required number within bounds. */
  public static void number(
      @Nullable Integer value, int least, int most, String field, Violations at) {
    if (value == null) {
      at.add(field, REQUIRED);
    } else if (value < least) {
      at.add(field, "in body should be greater than or equal to " + least);
    } else if (value > most) {
      at.add(field, "in body should be less than or equal to " + most);
    }
  }
}
