package io.meshlog.model.json;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of a {@code oneof} of which one may be given. */
public final class OneOf {
  private final List<String> given = new ArrayList<>();

  public OneOf or(String name, @Nullable Object value) {
    if (value != null) {
      given.add(name);
    }
    return this;
  }

  /** Throws IllegalArgumentException, which names them, when there are several. */
  public void check() {
    if (given.size() > 1) {
      throw new IllegalArgumentException("only one of " + String.join(", ", given) + " can be set");
    }
  }
}
