package io.meshlog.api.resource;

import io.meshlog.api.error.Problem;
import io.meshlog.model.decide.Command;
import io.meshlog.model.event.EventMeta;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.append.AppendOutcome.Refused;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.append.EventLog;
import io.meshlog.store.append.IdempotencyKey;
import io.meshlog.store.image.LiveImage;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives commands to the log and waits until this replica's image shows their effect, so that who
 * wrote reads it. Blocks the calling (virtual) thread.
 */
public final class Appends {
  private static final Logger LOG = LoggerFactory.getLogger(Appends.class);
  private static final Duration OUTCOME_WAIT = Duration.ofSeconds(30);
  private static final Duration IMAGE_WAIT = Duration.ofSeconds(10);
  private static final int RETRY_SOON = 1;
  private static final int RETRY_LATER = 5;

  private final EventLog log;
  private final LiveImage live;

  public Appends(EventLog log, LiveImage live) {
    this.log = log;
    this.live = live;
  }

  /** What the log decided; everything else is thrown as a problem. */
  public sealed interface Decided {
    record Done(Appended appended) implements Decided {}

    record NotDone(Refused refused) implements Decided {}
  }

  public Decided append(Command command, EventMeta meta, @Nullable IdempotencyKey key) {
    return switch (outcome(new AppendRequest(command, meta, key))) {
      case Appended appended -> {
        awaitImage(appended);
        yield new Decided.Done(appended);
      }
      case Refused refused -> new Decided.NotDone(refused);
      case AppendOutcome.KeyReused() ->
          throw Problem.of(
                  422,
                  "Idempotency key is in use",
                  "the Idempotency-Key was used before with another request")
              .raise();
      case AppendOutcome.TurnOver() -> throw new IllegalStateException("a user has no turn");
      case AppendOutcome.Overloaded() ->
          throw Problem.unavailable("too many writes are waiting", RETRY_SOON).raise();
      case AppendOutcome.Unavailable(String why) ->
          throw Problem.unavailable("the log cannot be written at the moment: " + why, RETRY_LATER)
              .raise();
      case AppendOutcome.OutcomeUnknown(String why) -> throw unknown(why);
    };
  }

  private AppendOutcome outcome(AppendRequest request) {
    try {
      return log.append(request).get(OUTCOME_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw unknown("no answer within " + OUTCOME_WAIT.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown("the control plane is stopping");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the log refused " + request.command(), e.getCause());
    }
  }

  private static RuntimeException unknown(String why) {
    return Problem.of(
            500,
            "Outcome unknown",
            "the write may or may not have happened ("
                + why
                + "); retry only with the same Idempotency-Key")
        .raise();
  }

  private void awaitImage(Appended appended) {
    try {
      if (!live.await(appended.position().pos(), IMAGE_WAIT)) {
        LOG.warn("the image did not reach {} within {}", appended.position(), IMAGE_WAIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
