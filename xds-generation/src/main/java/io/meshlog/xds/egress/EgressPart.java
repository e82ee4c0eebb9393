package io.meshlog.xds.egress;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.service.MeshExternalServiceSpec;
import io.meshlog.model.service.ServicePort;
import io.meshlog.xds.Decided;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Names;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.Reach;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.draft.PassDraft;
import io.meshlog.xds.ingress.IngressChains;
import io.meshlog.xds.ingress.IngressListener;
import io.meshlog.xds.ingress.IngressPart;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.MeshView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an egress gets. The services of other zones are passed on with their mutual TLS; what is
 * outside of the mesh is spoken to by the egress itself.
 *
 * @param listener none while nothing leads out: Envoy refuses one without chains
 * @param reaches for the clusters whose endpoints come apart
 * @param identities the meshes of which it shows a certificate
 * @param secrets what it shows to external services, and whom it trusts there
 * @param decisions which policies decided something
 */
public record EgressPart(
    Optional<Listener> listener,
    List<Cluster> clusters,
    List<Reach> reaches,
    Set<String> identities,
    List<XdsResource> secrets,
    List<Decided> decisions) {

  public static EgressPart of(
      MeshState state, ProxyFacts facts, Certificates certificates, String address, int port) {
    IngressListener listener = new IngressListener();
    List<Cluster> clusters = new ArrayList<>();
    List<Reach> reaches = new ArrayList<>();
    Set<String> identities = new TreeSet<>();
    List<XdsResource> secrets = new ArrayList<>();
    List<Decided> decisions = new ArrayList<>();
    for (MeshView mesh : state.meshes().values()) {
      if (mesh.exists() && mesh.spec().zoneEgress()) {
        otherZones(mesh, listener, clusters, reaches, decisions);
        for (ExternalService service : external(mesh, facts, certificates)) {
          mesh.policies().apply(service.exit());
          decisions.addAll(service.exit().decisions());
          listener.add(service.chain());
          clusters.add(service.cluster());
          identities.add(mesh.name());
          secrets.addAll(service.secrets());
        }
        for (OutsideService service : outside(mesh, certificates)) {
          mesh.policies().apply(service.exit());
          decisions.addAll(service.exit().decisions());
          listener.add(service.chain());
          clusters.add(service.cluster());
          identities.add(mesh.name());
          secrets.addAll(service.secrets());
        }
      }
    }
    return new EgressPart(
        listener.isEmpty()
            ? Optional.empty()
            : Optional.of(listener.build(facts, state.zone(), address, port)),
        clusters,
        reaches,
        identities,
        secrets,
        decisions);
  }

  private static void otherZones(
      MeshView mesh,
      IngressListener listener,
      List<Cluster> clusters,
      List<Reach> reaches,
      List<Decided> decisions) {
    mesh.offeredElsewhere()
        .forEach((service, endpoints) -> {
          String name = Names.zoneCluster(mesh.name(), service);
          IngressChains chains =
              IngressChains.of(mesh.name(), service, mesh.policies().destinations(), endpoints);
          chains.bySni().forEach((sni, narrowing) -> listener.pass(sni, name, narrowing));
          clusters.add(counted(IngressPart.cluster(name, chains.keys())));
          PassDraft pass = new PassDraft(mesh, name, Destination.service(service));
          mesh.policies().apply(pass);
          decisions.addAll(pass.decisions());
          reaches.add(new Reach(mesh.name(), pass.destination(), Reach.From.EGRESS, pass.spread()));
        });
  }

  /** As every cluster of a proxy that policies act on (policies.md 2.6). */
  private static Cluster counted(Cluster cluster) {
    Cluster.Builder counted = cluster.toBuilder();
    counted.getCircuitBreakersBuilder().addThresholdsBuilder().setTrackRemaining(true);
    return counted.build();
  }

  /** Those by tags, after those by identity. */
  private static List<OutsideService> outside(MeshView mesh, Certificates certificates) {
    List<OutsideService> services = new ArrayList<>();
    if (mesh.throughEgress()) {
      mesh.outsideByService()
          .forEach((service, resources) ->
              services.add(new OutsideService(mesh, service, resources, certificates)));
    }
    return services;
  }

  private static List<ExternalService> external(
      MeshView mesh, ProxyFacts facts, Certificates certificates) {
    List<ExternalService> services = new ArrayList<>();
    for (Resource<MeshExternalServiceSpec> resource : mesh.external()) {
      for (ServicePort port : resource.spec().portsOrNone()) {
        ExternalService service =
            new ExternalService(mesh, resource, port, certificates, facts.systemCaPath());
        if (service.usable()) {
          services.add(service);
        }
      }
    }
    return services;
  }
}
