package io.meshlog.bench.load;

import io.meshlog.bench.ProcessUsage;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What the proxies connect to and what changes are made at. */
interface Target extends AutoCloseable {
  String name();

  /** Where it serves ADS. */
  Address ads();

  /** Raw data plane token for every proxy of the mesh. */
  String token();

  /**
   * Makes the n-th change of its kind.
   *
   * @return {@code System.nanoTime} at which it was acknowledged
   */
  long change(Kind kind, int n);

  /** What repeats recorded changes repeats these from now on. Of the thread that makes them. */
  default void repeat(Changes.Recorded recorded) {}

  /** The change of that kind that the n-th one is like: it concerns the same proxies. */
  default int like(Kind kind, int n) {
    return n;
  }

  /** What a response holds that shows the n-th change. */
  byte[] marker(Kind kind, int n);

  /** Its process, when it is on this machine: its CPU and memory are counted. */
  OptionalLong pid();

  /** Since it started; NaN when it is elsewhere. */
  default double cpuSeconds() {
    return pid().isPresent() ? ProcessUsage.cpuSeconds(pid().getAsLong()) : Double.NaN;
  }

  /** NaN when it is elsewhere. */
  default double residentKib() {
    return pid().isPresent() ? ProcessUsage.rssKib(pid().getAsLong()) : Double.NaN;
  }

  /** NaN when it is elsewhere. */
  default double peakMib() {
    return pid().isPresent() ? ProcessUsage.peakKib(pid().getAsLong()) / 1024.0 : Double.NaN;
  }

  @Override
  void close();

  /**
   * @param caCert PEM file that verifies it for {@code localhost}
   */
  record Address(String host, int port, Path caCert) {}
}
