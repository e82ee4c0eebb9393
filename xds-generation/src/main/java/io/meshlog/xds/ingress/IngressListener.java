package io.meshlog.xds.ingress;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.direct_response.v3.Config;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.Names;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.baseline.Filters;
import io.meshlog.xds.baseline.Values;
import java.util.ArrayList;
import java.util.List;

/**
 * The listener of an ingress or egress: chains are added in order, the order does not matter to
 * Envoy.
 */
public final class IngressListener {
  private final List<FilterChain> chains = new ArrayList<>();

  /** Passes what carries this SNI on to the cluster, to endpoints with these tags. */
  public void pass(String sni, String cluster, Tags narrowing) {
    TcpProxy.Builder proxy =
        TcpProxy.newBuilder().setStatPrefix(Names.sanitized(cluster)).setCluster(cluster);
    if (!narrowing.isEmpty()) {
      Struct.Builder tags = Struct.newBuilder();
      narrowing
          .values()
          .forEach((key, value) ->
              tags.putFields(key, Value.newBuilder().setStringValue(value).build()));
      proxy.getMetadataMatchBuilder().putFilterMetadata("envoy.lb", tags.build());
    }
    FilterChain.Builder chain =
        FilterChain.newBuilder()
            .addFilters(filter("envoy.filters.network.tcp_proxy", proxy.build()));
    chain.getFilterChainMatchBuilder().setTransportProtocol("tls").addServerNames(sni);
    chains.add(chain.build());
  }

  /** A chain that ends TLS itself. */
  public void add(FilterChain chain) {
    chains.add(chain);
  }

  public boolean isEmpty() {
    return chains.isEmpty();
  }

  public Listener build(ProxyFacts facts, String zone, String address, int port) {
    Listener.Builder listener =
        Listener.newBuilder()
            .setName(Names.inbound(address, port))
            .setTrafficDirection(TrafficDirection.INBOUND)
            .setAddress(Values.socket(address, port))
            .addListenerFilters(Filters.TLS_INSPECTOR);
    listener.getEnableReusePortBuilder().setValue(facts.has(ProxyFacts.REUSE_PORT));
    // Envoy refuses a listener without chains, and the proxy would never become ready.
    return chains.isEmpty()
        ? listener.addFilterChains(nothingHere(facts.key().name(), zone)).build()
        : listener.addAllFilterChains(chains).build();
  }

  private static FilterChain nothingHere(String proxy, String zone) {
    Config.Builder response = Config.newBuilder();
    response
        .getResponseBuilder()
        .setInlineString("{\"proxy\":\"" + proxy + "\",\"zone\":\"" + zone + "\"}");
    return FilterChain.newBuilder()
        .addFilters(filter("envoy.filters.network.direct_response", response.build()))
        .build();
  }

  private static Filter filter(String name, Message config) {
    return Filter.newBuilder().setName(name).setTypedConfig(XdsResource.pack(config)).build();
  }
}
