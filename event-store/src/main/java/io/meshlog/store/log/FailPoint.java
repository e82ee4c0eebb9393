package io.meshlog.store.log;

/** A named place where a fault test may end the process. Does nothing elsewhere. */
@FunctionalInterface
public interface FailPoint {
  FailPoint NONE = point -> {};

  void reached(String point);
}
