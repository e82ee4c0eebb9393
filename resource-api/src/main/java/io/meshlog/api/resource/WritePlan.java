package io.meshlog.api.resource;

import io.meshlog.model.decide.Command;
import io.meshlog.model.resource.Violation;
import java.util.List;

/** What a write comes down to. */
public sealed interface WritePlan {

  record Proceed(Command command) implements WritePlan {}

  /** Kuma's managers refuse here, after everything else has been checked. */
  record Refuse(List<Violation> violations) implements WritePlan {
    public Refuse {
      violations = List.copyOf(violations);
    }

    public static Refuse of(String field, String reason) {
      return new Refuse(List.of(new Violation(field, reason)));
    }
  }
}
