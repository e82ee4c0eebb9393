package io.meshlog.dp.readiness;

import io.meshlog.dp.envoy.EnvoyAdmin;
import io.meshlog.dp.http.HttpCall.Reply;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Whether this proxy should get traffic (5.4). Not before Envoy serves, and not after the first
 * signal. Asks Envoy at each question and keeps no answer. Thread-safe.
 */
public final class Readiness {
  /** How long the first names are waited for. */
  private static final long NAMES_NANOS = 15_000_000_000L;

  private volatile Phase phase = new Phase.Starting();
  private volatile boolean names = true;

  private sealed interface Phase {
    record Starting() implements Phase {}

    /** Envoy runs; admin is null if its bootstrap has no admin endpoint. */
    record Running(@Nullable EnvoyAdmin admin, long since) implements Phase {}

    record Terminating() implements Phase {}
  }

  /** A status and a body for the prober. */
  public record Verdict(int status, String body) {}

  public void running(@Nullable EnvoyAdmin admin) {
    phase = new Phase.Running(admin, System.nanoTime());
  }

  /** Not ready before names of the mesh can be answered, at most for a while. */
  public void awaitNames() {
    names = false;
  }

  public void namesKnown() {
    names = true;
  }

  public void terminating() {
    phase = new Phase.Terminating();
  }

  /** Blocks while Envoy's admin endpoint is asked, at most for its timeout. */
  public Verdict verdict() {
    return switch (phase) {
      case Phase.Starting() -> new Verdict(503, "NOT_READY");
      case Phase.Running(EnvoyAdmin _, long since)
          when !names && System.nanoTime() - since < NAMES_NANOS ->
          new Verdict(503, "NOT_READY");
      case Phase.Running(EnvoyAdmin admin, long _) ->
          admin == null ? new Verdict(200, "READY") : ask(admin);
      case Phase.Terminating() -> new Verdict(503, "TERMINATING");
    };
  }

  private static Verdict ask(EnvoyAdmin admin) {
    try {
      Reply reply = admin.ready();
      if (admin.isPipe()) {
        return new Verdict(reply.status(), reply.body());
      }
      return reply.status() == 200 ? new Verdict(200, "READY") : new Verdict(503, "NOT_READY");
    } catch (IOException e) {
      return new Verdict(503, "NOT_READY");
    }
  }
}
