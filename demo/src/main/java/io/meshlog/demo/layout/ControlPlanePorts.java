package io.meshlog.demo.layout;

import java.net.URI;
import java.util.stream.IntStream;

/**
 * Where one control plane and its database listen, all on 127.0.0.1.
 *
 * @param name the control plane's: {@code global} or its zone's
 * @param base the hundred that its ports are in
 */
public record ControlPlanePorts(String name, int base) {

  static final String GLOBAL = "global";

  public boolean isGlobal() {
    return name.equals(GLOBAL);
  }

  public int postgres() {
    return base + 31;
  }

  /** Of a zone alone: Global has no proxies. */
  public int dpServer() {
    return base + 78;
  }

  /** Of a zone alone: where Prometheus learns what to scrape. */
  public int monitoring() {
    return base + 76;
  }

  public int diagnostics() {
    return base + 80;
  }

  public int http() {
    return base + 81;
  }

  public int https() {
    return base + 82;
  }

  public URI api() {
    return URI.create("http://127.0.0.1:" + http());
  }

  public URI readiness() {
    return URI.create("http://127.0.0.1:" + diagnostics() + "/ready");
  }

  IntStream all() {
    IntStream everywhere = IntStream.of(postgres(), diagnostics(), http(), https());
    return isGlobal()
        ? everywhere
        : IntStream.concat(everywhere, IntStream.of(monitoring(), dpServer()));
  }
}
