package io.meshlog.xds.egress;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Names;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.baseline.OutsideClusters;
import io.meshlog.xds.baseline.OutsideTls;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.ExitDraft;
import io.meshlog.xds.draft.RbacDraft;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshView;
import java.util.List;

/**
 * The ExternalServices of one {@code kuma.io/service} in an egress: a chain that ends the mesh's
 * TLS, and a cluster of them (xds-generation.md 5.3).
 */
final class OutsideService {
  private final MeshView mesh;
  private final String service;
  private final List<Resource<ExternalServiceSpec>> resources;
  private final Certificates certificates;
  private final ClusterDraft cluster;
  private final ExitDraft exit;

  OutsideService(
      MeshView mesh,
      String service,
      List<Resource<ExternalServiceSpec>> resources,
      Certificates certificates) {
    this.mesh = mesh;
    this.service = service;
    this.resources = resources;
    this.certificates = certificates;
    this.cluster =
        new ClusterDraft(
            Names.zoneCluster(mesh.name(), service),
            Destination.service(service),
            mesh.protocolOf(service));
    OutsideClusters.fill(cluster, resources, Tags.of("mesh", mesh.name()), certificates);
    this.exit =
        new ExitDraft(
            mesh,
            service + '_' + mesh.name(),
            resources.getFirst().spec().tags(),
            cluster,
            ExitChain.traffic(cluster, service, Names.outboundRoutes(service)),
            RbacDraft.DENY_ALL);
  }

  ExitDraft exit() {
    return exit;
  }

  List<XdsResource> secrets() {
    return resources.stream()
        .flatMap(resource -> OutsideTls.of(resource).stream())
        .flatMap(tls -> tls.secrets(certificates).stream())
        .toList();
  }

  Cluster cluster() {
    cluster.limits().setTrackRemaining(true);
    return cluster.freeze();
  }

  FilterChain chain() {
    return ExitChain.of(exit, service, Names.sni(mesh.name(), Tags.of(Tags.SERVICE, service)));
  }
}
