package io.meshlog.demo;

import io.meshlog.demo.process.Child;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Prints each stage with the seconds since the start. */
public final class Stages implements Child.Events {

  private final PrintStream out;
  private final long begin = System.nanoTime();

  public Stages(PrintStream out) {
    this.out = out;
  }

  public void say(String what) {
    out.printf(Locale.ROOT, "[%6.1f s] %s%n", elapsed().toMillis() / 1000.0, what);
    out.flush();
  }

  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  @Override
  public void ended(String child, Duration pause) {
    say(child + " ended unexpectedly; it is started again in " + pause.toMillis() + " ms");
  }

  @Override
  public void restarted(String child) {
    say(child + " started again");
  }

  @Override
  public void failed(String child, RuntimeException reason) {
    say(child + " could not be started again: " + reason.getMessage());
  }
}
