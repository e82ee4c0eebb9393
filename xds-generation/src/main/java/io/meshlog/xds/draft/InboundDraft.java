package io.meshlog.xds.draft;

import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.Names;
import io.meshlog.xds.Protocol;
import java.util.ArrayList;
import java.util.List;

/** One inbound of a Dataplane: a listener and the cluster of the application behind it. */
public final class InboundDraft {
  private final Inbound spec;
  private final String address;
  private final Protocol protocol;
  private TlsMode tls;
  private final ClusterDraft cluster;
  private final TrafficDraft traffic;
  private final List<Filter> networkFilters = new ArrayList<>();
  private RbacDraft rbac = RbacDraft.DENY_ALL;
  private TlsParameters tlsParameters = TlsParameters.getDefaultInstance();
  private boolean inspectsSni;

  public InboundDraft(
      Inbound spec,
      String address,
      Protocol protocol,
      TlsMode tls,
      ClusterDraft cluster,
      TrafficDraft traffic) {
    this.spec = spec;
    this.address = address;
    this.protocol = protocol;
    this.tls = tls;
    this.cluster = cluster;
    this.traffic = traffic;
  }

  public Inbound spec() {
    return spec;
  }

  public Tags tags() {
    return spec.tags();
  }

  public String service() {
    return spec.tags().service();
  }

  /** What a {@code sectionName} refers to. */
  public String section() {
    return spec.section();
  }

  public String address() {
    return address;
  }

  public int port() {
    return spec.port();
  }

  /** UNKNOWN when none was said; treated as TCP. */
  public Protocol protocol() {
    return protocol;
  }

  public TlsMode tls() {
    return tls;
  }

  /** Only where mutual TLS is on: there is no certificate for an inbound of another mesh. */
  public void tls(TlsMode other) {
    this.tls = other;
  }

  /** Versions and ciphers that the chains accept which terminate TLS. */
  public TlsParameters tlsParameters() {
    return tlsParameters;
  }

  public void tlsParameters(TlsParameters other) {
    this.tlsParameters = other;
  }

  public String listenerName() {
    return Names.inbound(address, spec.port());
  }

  /** {@code localhost:<port>}. */
  public ClusterDraft cluster() {
    return cluster;
  }

  /** The same in every filter chain. */
  public TrafficDraft traffic() {
    return traffic;
  }

  /** Network filters before the traffic's own, after a network RBAC. May be changed. */
  public List<Filter> networkFilters() {
    return networkFilters;
  }

  /** Takes effect in the chains that terminate TLS only. */
  public RbacDraft rbac() {
    return rbac;
  }

  public void rbac(RbacDraft other) {
    this.rbac = other;
  }

  /** Whether a TLS inspector is needed beyond what the mode needs. */
  public boolean inspectsSni() {
    return inspectsSni;
  }

  /** For rules that look at the SNI. */
  public void inspectSni() {
    this.inspectsSni = true;
  }
}
