package io.meshlog.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs steps side by side, each on a virtual thread of its own. */
final class Together {

  private Together() {}

  /** Waits for all; the first failure, in the order given, is thrown when all have ended. */
  static void run(List<Runnable> steps) {
    List<Future<?>> running = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Runnable step : steps) {
        running.add(threads.submit(step));
      }
    }
    for (Future<?> step : running) {
      try {
        step.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
