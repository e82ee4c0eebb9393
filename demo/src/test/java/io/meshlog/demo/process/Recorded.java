package io.meshlog.demo.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What happened to a child, in order. */
final class Recorded implements Child.Events {

  private final List<String> lines = new CopyOnWriteArrayList<>();

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void ended(String child, Duration pause) {
    lines.add(child + " ended");
  }

  @Override
  public void restarted(String child) {
    lines.add(child + " restarted");
  }

  @Override
  public void failed(String child, RuntimeException reason) {
    lines.add(child + " failed: " + reason.getMessage());
  }
}
