package io.meshlog.demo.process;

/** Starts one process; called again for each restart. */
@FunctionalInterface
public interface Launch {
  Running start();
}
