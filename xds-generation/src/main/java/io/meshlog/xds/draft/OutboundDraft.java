package io.meshlog.xds.draft;

import io.meshlog.model.dataplane.DataplaneSpec.Outbound;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Names;
import io.meshlog.xds.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * One outbound of a Dataplane: a listener for a destination. The baseline routes all to the
 * destination itself.
 */
public final class OutboundDraft implements Router {
  private final ProxyDraft proxy;
  private final Outbound spec;
  private final Destination destination;
  private final Protocol protocol;
  private @Nullable TrafficDraft traffic;

  OutboundDraft(
      ProxyDraft proxy,
      Outbound spec,
      Destination destination,
      Protocol protocol,
      TrafficDraft traffic) {
    this.proxy = proxy;
    this.spec = spec;
    this.destination = destination;
    this.protocol = protocol;
    this.traffic = traffic;
  }

  @Override
  public ProxyDraft proxy() {
    return proxy;
  }

  public Outbound spec() {
    return spec;
  }

  public Destination destination() {
    return destination;
  }

  /** What the destination is called in statistics, logs and traces. */
  public String service() {
    return destination.service();
  }

  /** Of the destination service, whatever the traffic is made to be. */
  public Protocol protocol() {
    return protocol;
  }

  public String listenerName() {
    return listenerName(spec);
  }

  /** Of the listener that an outbound gets. */
  public static String listenerName(Outbound spec) {
    return Names.outbound(spec.listenAddress(), spec.port());
  }

  /** Null when it has been taken away: then there is no listener. */
  public @Nullable TrafficDraft traffic() {
    return traffic;
  }

  public void traffic(@Nullable TrafficDraft other) {
    this.traffic = other;
  }

  @Override
  public BackendDraft backend(Destination to, int weight) {
    return new BackendDraft(proxy.clusterTo(to), weight);
  }
}
