package io.meshlog.xds.draft;

import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.meshlog.xds.Names;
import io.meshlog.xds.XdsResource;
import java.util.ArrayList;
import java.util.List;

/** Bytes to one cluster or several by weight. Without a backend there is no listener. */
public final class TcpDraft implements TrafficDraft {
  private final TcpProxy.Builder proxy = TcpProxy.newBuilder();
  private final List<BackendDraft> backends = new ArrayList<>();

  /**
   * @param statPrefix is sanitised here
   */
  public TcpDraft(String statPrefix) {
    proxy.setStatPrefix(Names.sanitized(statPrefix));
  }

  /** Everything but the clusters: idle timeout, access log, connect attempts. */
  public TcpProxy.Builder proxy() {
    return proxy;
  }

  /** May be changed. */
  public List<BackendDraft> backends() {
    return backends;
  }

  public Filter freeze() {
    if (backends.size() == 1) {
      proxy.setCluster(backends.getFirst().cluster().name());
    } else {
      TcpProxy.WeightedCluster.Builder split = proxy.getWeightedClustersBuilder();
      backends.forEach(backend ->
          split.addClustersBuilder().setName(backend.cluster().name()).setWeight(backend.weight()));
    }
    return Filter.newBuilder()
        .setName("envoy.filters.network.tcp_proxy")
        .setTypedConfig(XdsResource.pack(proxy.build()))
        .build();
  }
}
