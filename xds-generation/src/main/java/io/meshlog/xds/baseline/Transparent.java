package io.meshlog.xds.baseline;

import com.google.protobuf.BoolValue;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.BindConfig;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.dataplane.DataplaneSpec.IpFamilyMode;
import io.meshlog.model.dataplane.DataplaneSpec.TransparentProxying;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.Redirects;
import io.meshlog.xds.draft.BackendDraft;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.PassthroughDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.TcpDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The listeners to which the host of a transparent proxy leads all traffic (xds-generation.md 3.5).
 */
public final class Transparent {
  public static final String ORIGIN = "transparent";

  /** Also where there is nothing to go to by that name in Kuma's older naming. */
  private static final String NO_DESTINATION = "self_transparentproxy_no_destination_inbound";

  private static final String OUTBOUND = "outbound:passthrough:";
  private static final String INBOUND = "inbound:passthrough:";
  private static final long MAX_PORT = 65535;
  private static final String STRICT_PORTS = "feature-strict-inbound-ports";

  /** From here a proxy calls its application, so that the host does not lead that to it again. */
  private static final String OWN_CALLS = "127.0.0.6";

  private static final String OWN_CALLS_V6 = "::6";

  private Transparent() {}

  /** By what kuma-dp told, else by what the Dataplane says. */
  public static Redirects of(ProxyFacts facts, DataplaneSpec spec) {
    if (facts.has(ProxyFacts.BIND_OUTBOUNDS)) {
      return Redirects.NONE;
    }
    if (facts.redirects().enabled()) {
      return facts.redirects();
    }
    TransparentProxying said = spec.net().transparentProxying();
    return said == null
        ? Redirects.NONE
        : new Redirects(
            port(said.redirectPortInbound()),
            port(said.redirectPortOutbound()),
            said.ipFamilyMode() != IpFamilyMode.IPv4);
  }

  /** A number that is no port leads nothing. */
  private static int port(long said) {
    return said <= MAX_PORT ? (int) said : 0;
  }

  /** Before policies. */
  public static void draft(ProxyDraft proxy) {
    if (!proxy.redirects().enabled()) {
      return;
    }
    for (boolean ipv6 : families(proxy)) {
      String name = OUTBOUND + family(ipv6);
      TcpDraft traffic = new TcpDraft(name);
      traffic.backends().add(new BackendDraft(passthrough(name), 1));
      proxy.passthrough().add(new PassthroughDraft(name, ipv6, traffic));
      if (proxy.mesh().spec().passthrough()) {
        proxy.addCluster(passthrough(name));
      }
      ClusterDraft in = passthrough(INBOUND + family(ipv6));
      in.cluster().setUpstreamBindConfig(ownCalls(ipv6));
      proxy.addCluster(in);
    }
    proxy.addCluster(noDestination());
  }

  private static List<Boolean> families(ProxyDraft proxy) {
    return proxy.redirects().ipv6() ? List.of(false, true) : List.of(false);
  }

  private static String family(boolean ipv6) {
    return ipv6 ? "ipv6" : "ipv4";
  }

  /** The name by which everything is passed on, of both families. */
  public static List<String> passthroughNames() {
    return List.of(OUTBOUND + family(false), OUTBOUND + family(true));
  }

  /** To wherever a connection was meant to go. */
  public static ClusterDraft passthrough(String name) {
    ClusterDraft draft = new ClusterDraft(name, Destination.Tagged.NONE, Protocol.UNKNOWN);
    draft
        .cluster()
        .setType(Cluster.DiscoveryType.ORIGINAL_DST)
        .setLbPolicy(Cluster.LbPolicy.CLUSTER_PROVIDED)
        .setConnectTimeout(Values.seconds(5));
    return draft;
  }

  private static ClusterDraft noDestination() {
    ClusterDraft draft =
        new ClusterDraft(NO_DESTINATION, Destination.Tagged.NONE, Protocol.UNKNOWN);
    draft
        .cluster()
        .setType(Cluster.DiscoveryType.STATIC)
        .setAltStatName(NO_DESTINATION)
        .setConnectTimeout(Values.seconds(5))
        .setLoadAssignment(ClusterLoadAssignment.newBuilder().setClusterName(NO_DESTINATION));
    return draft;
  }

  static BindConfig ownCalls(boolean ipv6) {
    return BindConfig.newBuilder()
        .setSourceAddress(Values.socket(ipv6 ? OWN_CALLS_V6 : OWN_CALLS, 0).getSocketAddress())
        .build();
  }

  /** After policies. A direction that is not led here has no port to listen at. */
  public static List<Listener> listeners(ProxyDraft proxy) {
    List<Listener> listeners = new ArrayList<>();
    for (PassthroughDraft draft : proxy.passthrough()) {
      if (proxy.redirects().outbound() > 0) {
        listeners.add(outbound(draft, proxy));
      }
      if (proxy.redirects().inbound() > 0) {
        listeners.add(inbound(draft.ipv6(), proxy));
      }
    }
    return listeners;
  }

  private static Listener outbound(PassthroughDraft draft, ProxyDraft proxy) {
    Listener.Builder listener =
        Listener.newBuilder()
            .setName(draft.name())
            .setTrafficDirection(TrafficDirection.OUTBOUND)
            .setAddress(Values.socket(any(draft.ipv6()), proxy.redirects().outbound()))
            .setUseOriginalDst(BoolValue.of(true))
            .addAllListenerFilters(draft.filters());
    if (draft.chains().isEmpty()) {
      listener.addFilterChains(FilterChain.newBuilder().addFilters(draft.traffic().freeze()));
    }
    return listener.addAllFilterChains(draft.chains()).build();
  }

  private static String any(boolean ipv6) {
    return ipv6 ? "::" : "0.0.0.0";
  }

  private static Listener inbound(boolean ipv6, ProxyDraft proxy) {
    String name = INBOUND + family(ipv6);
    Listener.Builder listener =
        Listener.newBuilder()
            .setName(name)
            .setTrafficDirection(TrafficDirection.INBOUND)
            .setAddress(Values.socket(any(ipv6), proxy.redirects().inbound()))
            .setEnableReusePort(Inbounds.reusePort(proxy.facts()))
            .setUseOriginalDst(BoolValue.of(true));
    Set<Integer> ports = new TreeSet<>();
    if (strict(proxy)) {
      proxy.dataplane().spec().net().inbounds().stream().map(Inbound::port).forEach(ports::add);
    }
    if (ports.isEmpty()) {
      listener.addFilterChains(chain(name, name));
    }
    for (int port : ports) {
      FilterChain.Builder chain = chain(name, port > 0 ? name : NO_DESTINATION);
      chain.getFilterChainMatchBuilder().setDestinationPort(UInt32Value.of(port));
      listener.addFilterChains(chain);
    }
    return listener.build();
  }

  /** Then nothing gets past the inbounds that are there. */
  private static boolean strict(ProxyDraft proxy) {
    return proxy.facts().has(STRICT_PORTS)
        && proxy
            .mesh()
            .spec()
            .enabledBackend()
            .filter(backend -> !backend.permissive())
            .isPresent();
  }

  private static FilterChain.Builder chain(String stat, String cluster) {
    TcpDraft tcp = new TcpDraft(stat);
    tcp.backends().add(new BackendDraft(passthrough(cluster), 1));
    return FilterChain.newBuilder().addFilters(tcp.freeze());
  }
}
