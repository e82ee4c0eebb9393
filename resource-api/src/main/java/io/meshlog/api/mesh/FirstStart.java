package io.meshlog.api.mesh;

import io.meshlog.model.decide.Command;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.image.MeshImage;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.append.AppendOutcome.Refused;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.append.EventLog;
import io.meshlog.store.image.LiveImage;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends what is missing before the control plane serves anyone. Blocks until it is there. */
public final class FirstStart {
  private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);
  private static final EventMeta META = EventMeta.system("start");
  private static final int TRIES = 20;
  private static final Duration WAIT = Duration.ofSeconds(30);

  private final InitialResources initial;
  private final EventLog log;
  private final LiveImage live;

  public FirstStart(InitialResources initial, EventLog log, LiveImage live) {
    this.initial = initial;
    this.log = log;
    this.live = live;
  }

  /** Throws when the log does not take the commands: then the control plane must not start. */
  public void run() throws InterruptedException {
    for (int tries = 0; ; tries++) {
      MeshImage image = live.current();
      List<Command> missing = initial.missing(image);
      if (missing.isEmpty()) {
        return;
      }
      if (tries == TRIES) {
        throw new IllegalStateException("cannot write the first resources: " + missing);
      }
      long reached = image.head() + 1;
      for (Command command : missing) {
        reached = Math.max(reached, append(command));
      }
      // What another replica made is on its way into the image, if it is not there yet.
      if (!live.await(reached, WAIT)) {
        throw new IllegalStateException("the image does not follow the log");
      }
    }
  }

  private long append(Command command) {
    AppendOutcome outcome = log.append(AppendRequest.of(command, META)).join();
    return switch (outcome) {
      case Appended appended -> appended.position().pos();
      // Another replica was first.
      case Refused refused -> {
        LOG.info("left as it is: {}", refused.rejection());
        yield 0;
      }
      case AppendOutcome.KeyReused _,
          AppendOutcome.TurnOver _,
          AppendOutcome.Overloaded _,
          AppendOutcome.Unavailable _,
          AppendOutcome.OutcomeUnknown _ ->
          throw new IllegalStateException("cannot write the first resources: " + outcome);
    };
  }
}
