package io.meshlog.dp.readiness;

import io.meshlog.dp.envoy.AdminReply;
import io.meshlog.dp.envoy.EnvoyAdmin;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Whether this proxy should get traffic (5.4). Not before Envoy serves, and not after the first
 * signal. Asks Envoy at each question and keeps no answer. Thread-safe.
 */
public final class Readiness {
  private volatile Phase phase = new Phase.Starting();

  private sealed interface Phase {
    record Starting() implements Phase {}

    /** Envoy runs; admin is null if its bootstrap has no admin endpoint. */
    record Running(@Nullable EnvoyAdmin admin) implements Phase {}

    record Terminating() implements Phase {}
  }

  /** A status and a body for the prober. */
  public record Verdict(int status, String body) {}

  public void running(@Nullable EnvoyAdmin admin) {
    phase = new Phase.Running(admin);
  }

  public void terminating() {
    phase = new Phase.Terminating();
  }

  /** Blocks while Envoy's admin endpoint is asked, at most for its timeout. */
  public Verdict verdict() {
    return switch (phase) {
      case Phase.Starting() -> new Verdict(503, "NOT_READY");
      case Phase.Running(EnvoyAdmin admin) ->
          admin == null ? new Verdict(200, "READY") : ask(admin);
      case Phase.Terminating() -> new Verdict(503, "TERMINATING");
    };
  }

  private static Verdict ask(EnvoyAdmin admin) {
    try {
      AdminReply reply = admin.ready();
      if (admin.isPipe()) {
        return new Verdict(reply.status(), reply.body());
      }
      return reply.status() == 200 ? new Verdict(200, "READY") : new Verdict(503, "NOT_READY");
    } catch (IOException e) {
      return new Verdict(503, "NOT_READY");
    }
  }
}
