package io.meshlog.bench.soak;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Stops a process where it is, and lets it go on as if no time had passed. */
final class Freeze {
  private Freeze() {}

  static void freeze(ProcessHandle process) {
    signal(process, "-STOP");
  }

  static void thaw(ProcessHandle process) {
    signal(process, "-CONT");
  }

  private static void signal(ProcessHandle process, String signal) {
    try {
      int status =
          new ProcessBuilder("kill", signal, Long.toString(process.pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (status != 0 && process.isAlive()) {
        throw new IllegalStateException("kill " + signal + " ended with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
