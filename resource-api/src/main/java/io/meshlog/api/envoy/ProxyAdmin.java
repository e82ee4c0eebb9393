package io.meshlog.api.envoy;

import io.meshlog.model.resource.Resource;

/** Reaches the Envoy of a proxy. Blocks, for a bounded time. */
public interface ProxyAdmin {
  /**
   * @param proxy its Dataplane, ZoneIngress or ZoneEgress
   */
  AdminAnswer ask(AdminQuestion question, Resource<?> proxy) throws InterruptedException;

  /** Whether this control plane reaches the proxies of other zones, by asking there. */
  default boolean throughZones() {
    return false;
  }
}
