package io.meshlog.xds.ingress;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbSubsetConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbSubsetConfig.LbSubsetFallbackPolicy;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbSubsetConfig.LbSubsetSelector;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.service.ServicePort;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Names;
import io.meshlog.xds.Protocol;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.baseline.Values;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.NamedService;
import io.meshlog.xds.secrets.MeshTls;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.MeshView;
import java.util.ArrayList;
import java.util.List;

/**
 * What an ingress gets.
 *
 * @param services which service of which mesh each cluster is for, in the clusters' order
 */
public record IngressPart(Listener listener, List<Cluster> clusters, List<Served> services) {

  /** A destination behind the ingress. */
  public record Served(String mesh, Destination destination) {}

  /** All services of all meshes that have an endpoint in this zone. */
  public static IngressPart of(MeshState state, ProxyFacts facts, String address, int port) {
    IngressListener listener = new IngressListener();
    List<Cluster> clusters = new ArrayList<>();
    List<Served> services = new ArrayList<>();
    for (MeshView mesh : state.meshes().values()) {
      if (mesh.exists()) {
        mesh.offered()
            .forEach((service, endpoints) -> {
              String name = Names.zoneCluster(mesh.name(), service);
              IngressChains chains =
                  IngressChains.of(mesh.name(), service, mesh.policies().destinations(), endpoints);
              chains.bySni().forEach((sni, narrowing) -> listener.pass(sni, name, narrowing));
              clusters.add(cluster(name, chains.keys()));
              services.add(new Served(mesh.name(), Destination.service(service)));
            });
        for (NamedService service : mesh.namedHere()) {
          for (ServicePort each : service.ports()) {
            Destination to = new Destination.Port(service.key(), service.kri(), each.port());
            listener.pass(Names.sni(service.kri(), each.port()), to.cluster(), Tags.EMPTY);
            clusters.add(cluster(to.cluster(), List.of()));
            services.add(new Served(mesh.name(), to));
          }
        }
      }
    }
    return new IngressPart(listener.build(facts, state.zone(), address, port), clusters, services);
  }

  /**
   * A cluster whose endpoints come apart.
   *
   * @param keys for each way to narrow the endpoints, the tags it goes by
   */
  public static Cluster cluster(String name, List<List<String>> keys) {
    ClusterDraft draft = new ClusterDraft(name, Destination.Tagged.NONE, Protocol.TCP);
    Cluster.Builder cluster =
        draft.cluster().setType(Cluster.DiscoveryType.EDS).setConnectTimeout(Values.seconds(5));
    cluster.getEdsClusterConfigBuilder().setEdsConfig(MeshTls.ADS);
    if (!keys.isEmpty()) {
      LbSubsetConfig.Builder subsets =
          cluster.getLbSubsetConfigBuilder().setFallbackPolicy(LbSubsetFallbackPolicy.ANY_ENDPOINT);
      keys.forEach(each ->
          subsets.addSubsetSelectors(
              LbSubsetSelector.newBuilder()
                  .addAllKeys(each)
                  .setFallbackPolicy(LbSubsetSelector.LbSubsetSelectorFallbackPolicy.NO_FALLBACK)));
    }
    return draft.freeze();
  }
}
