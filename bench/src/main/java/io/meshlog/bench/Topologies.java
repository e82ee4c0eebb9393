package io.meshlog.bench;

import io.meshlog.demo.DemoOptions;
import io.meshlog.demo.DemoTopology;

/** Topologies that do not outlive the JVM that measures them. */
public final class Topologies {
  private Topologies() {}

  /** Started, and ended by Ctrl-C too: its processes are in sessions of their own. */
  public static DemoTopology start(DemoOptions options) {
    DemoTopology topology = DemoTopology.start(options);
    Runtime.getRuntime().addShutdownHook(new Thread(topology::close, "stop"));
    return topology;
  }
}
