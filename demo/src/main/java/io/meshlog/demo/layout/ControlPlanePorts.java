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

  public int postgres() {
    return base + 31;
  }

  public int dpServer() {
    return base + 78;
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
    return IntStream.of(postgres(), dpServer(), diagnostics(), http(), https());
  }
}
