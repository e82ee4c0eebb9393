package io.meshlog.demo.layout;

import java.net.URI;
import java.util.stream.IntStream;

/**
 * One proxy and the application behind it. The proxy's inbounds have a loopback address of their
 * own, so an inbound is another address than the application's, as on a machine of its own; the
 * ports differ all the same, so that two topologies can run beside each other.
 *
 * @param slot its place in the zone, from 0
 * @param instance its number among those of its kind in the zone, from 1
 */
public record ProxyLayout(ZoneLayout zone, ProxyKind kind, int slot, int instance) {

  /** Unique in the topology: the name of the Dataplane, ZoneIngress or ZoneEgress. */
  public String name() {
    String kindInZone = kind.title() + "-" + zone.name();
    return instance == 1 ? kindInZone : kindInZone + "-" + instance;
  }

  /** The loopback address of the proxy's inbounds or, for an ingress or egress, of its listener. */
  public String address() {
    return "127.0." + zone.index() + "." + (slot + 1);
  }

  public int appPort() {
    return port(0);
  }

  public int inboundPort() {
    return port(1);
  }

  /** Of the service that only this zone has: see {@link Services#ofZone}. */
  public int zoneInboundPort() {
    return port(2);
  }

  /** On 127.0.0.1, towards kv in any zone. */
  public int kvOutboundPort() {
    return port(3);
  }

  /** On 127.0.0.1, towards the kv that only the given zone has. */
  public int zoneKvOutboundPort(ZoneLayout target) {
    return port(3 + target.index());
  }

  public int adminPort() {
    return port(8);
  }

  public int readinessPort() {
    return port(9);
  }

  public URI app() {
    return URI.create("http://127.0.0.1:" + appPort());
  }

  public URI admin() {
    return URI.create("http://127.0.0.1:" + adminPort());
  }

  public URI readiness() {
    return URI.create("http://127.0.0.1:" + readinessPort() + "/ready");
  }

  IntStream all() {
    return IntStream.range(port(0), port(0) + 10);
  }

  private int port(int within) {
    return zone.base() + 100 + 10 * slot + within;
  }
}
