package io.meshlog.demo.layout;

import java.net.URI;
import java.util.List;

/**
 * One zone: its control plane and the proxies in it.
 *
 * @param index 1 or 2
 * @param base the thousand that its ports are in
 */
public record ZoneLayout(int index, int base) {

  public String name() {
    return "zone-" + index;
  }

  public ControlPlanePorts controlPlane() {
    return new ControlPlanePorts(name(), base);
  }

  public URI dpServer() {
    return URI.create("https://127.0.0.1:" + controlPlane().dpServer());
  }

  /** Those that the topology starts with. */
  public List<ProxyLayout> proxies() {
    return List.of(ingress(), demoApp(), kv(1));
  }

  public ProxyLayout ingress() {
    return new ProxyLayout(this, ProxyKind.INGRESS, 0, 1);
  }

  /** The topology starts without it. */
  public ProxyLayout egress() {
    return new ProxyLayout(this, ProxyKind.EGRESS, 10, 1);
  }

  public ProxyLayout demoApp() {
    return new ProxyLayout(this, ProxyKind.DEMO_APP, 1, 1);
  }

  /** The n-th instance, from 1; the topology starts with the first. */
  public ProxyLayout kv(int instance) {
    if (instance < 1 || instance > 8) {
      throw new IllegalArgumentException("kv has instances 1 to 8, not " + instance);
    }
    return new ProxyLayout(this, ProxyKind.KV, 1 + instance, instance);
  }
}
