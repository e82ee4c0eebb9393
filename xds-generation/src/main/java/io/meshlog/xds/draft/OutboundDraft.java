package io.meshlog.xds.draft;

import io.meshlog.model.dataplane.DataplaneSpec.Outbound;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.Names;
import io.meshlog.xds.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * One outbound of a Dataplane: a listener for a destination. The baseline routes all to the
 * destination itself.
 */
public final class OutboundDraft {
  private final ProxyDraft proxy;
  private final Outbound spec;
  private final Protocol protocol;
  private @Nullable TrafficDraft traffic;

  OutboundDraft(ProxyDraft proxy, Outbound spec, Protocol protocol, TrafficDraft traffic) {
    this.proxy = proxy;
    this.spec = spec;
    this.protocol = protocol;
    this.traffic = traffic;
  }

  public ProxyDraft proxy() {
    return proxy;
  }

  public Outbound spec() {
    return spec;
  }

  /** The destination. */
  public Tags tags() {
    return spec.tags();
  }

  public String service() {
    return spec.tags().service();
  }

  /** Of the destination service, whatever the traffic is made to be. */
  public Protocol protocol() {
    return protocol;
  }

  public String listenerName() {
    return Names.outbound(spec.listenAddress(), spec.port());
  }

  /** Null when it has been taken away: then there is no listener. */
  public @Nullable TrafficDraft traffic() {
    return traffic;
  }

  public void traffic(@Nullable TrafficDraft other) {
    this.traffic = other;
  }

  /** A backend for a destination: the cluster to it is made or found. */
  public BackendDraft backend(Tags destination, int weight) {
    return new BackendDraft(proxy.clusterTo(destination), weight);
  }
}
