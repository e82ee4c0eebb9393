package io.meshlog.dp;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import sun.misc.Signal;

/**
 * Turns termination signals into occurrences. A shutdown hook would not do: the JVM runs it once
 * and ignores the second signal, which must end the launcher at once.
 */
final class TerminationSignals {
  private TerminationSignals() {}

  static void deliverTo(BlockingQueue<Occurrence> occurrences) {
    for (String name : List.of("TERM", "INT", "HUP")) {
      Signal.handle(
          new Signal(name), signal -> occurrences.offer(new Occurrence.Signalled("SIG" + name)));
    }
  }
}
