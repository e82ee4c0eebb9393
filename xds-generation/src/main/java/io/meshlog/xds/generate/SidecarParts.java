package io.meshlog.xds.generate;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.legacy.meshgatewayroute.MeshGatewayRouteSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.telemetry.MeshOpenTelemetryBackendSpec;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Reach;
import io.meshlog.xds.Reach.From;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.baseline.AdminListener;
import io.meshlog.xds.baseline.DirectAccess;
import io.meshlog.xds.baseline.DnsListener;
import io.meshlog.xds.baseline.DynamicConfig;
import io.meshlog.xds.baseline.InboundListener;
import io.meshlog.xds.baseline.Inbounds;
import io.meshlog.xds.baseline.Outbounds;
import io.meshlog.xds.baseline.OutsideTls;
import io.meshlog.xds.baseline.Transparent;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.Finished;
import io.meshlog.xds.draft.Finished.Part;
import io.meshlog.xds.draft.InboundDraft;
import io.meshlog.xds.draft.MeshFacts;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.TlsMode;
import io.meshlog.xds.gateway.GatewayChoice;
import io.meshlog.xds.gateway.GatewayPart;
import io.meshlog.xds.gateway.Gateways;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshView;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The parts of one sidecar: drafted as the baseline wants them, changed by policies, frozen
 * (xds-generation.md section 0). Local to one call.
 */
final class SidecarParts {
  private final Sidecar sidecar;
  private final MeshView mesh;
  private final OtherMeshes others;
  private final ProxyDraft draft;
  private final Alike alike;
  private final Finished finished = new Finished();
  private final ConfigBuilder config = new ConfigBuilder();
  private boolean tls;

  /**
   * @param asked the facts of its mesh
   * @param collectors those of its mesh
   * @param deps what it depends on whatever becomes of it
   */
  SidecarParts(
      Sidecar sidecar,
      MeshFacts asked,
      Supplier<List<Resource<MeshOpenTelemetryBackendSpec>>> collectors,
      Set<Dep> deps,
      Alike alike) {
    this.sidecar = sidecar;
    this.mesh = sidecar.mesh();
    this.others = sidecar.others();
    this.alike = alike;
    this.draft =
        new ProxyDraft(
            sidecar.facts(),
            asked,
            sidecar.dataplane(),
            sidecar.address(),
            GatewayChoice.listeners(sidecar.state().image(), sidecar.dataplane()),
            Transparent.of(sidecar.facts(), sidecar.spec()),
            this::cluster,
            collectors);
    deps.forEach(draft::dependsOn);
  }

  private ClusterDraft cluster(ProxyDraft proxy, Destination to) {
    return others
        .of(to)
        .map(mesh ->
            Outbounds.inOtherMesh(proxy, to, mesh, sidecar.state().mesh(mesh).map(MeshView::spec)))
        .orElseGet(() -> Outbounds.cluster(proxy, to, sidecar.certificates()));
  }

  ProxyDraft draft() {
    return draft;
  }

  ConfigBuilder config() {
    return config;
  }

  /** Whether some part refers to the proxy's certificate; known when all are frozen. */
  boolean tls() {
    return tls;
  }

  /** All of their addresses are known. */
  void inbounds() {
    for (Inbound inbound : sidecar.inbounds()) {
      String address = sidecar.address(inbound).orElseThrow();
      draft.inbounds().add(Inbounds.draft(draft, inbound, address));
    }
  }

  void outbounds() {
    Outbounds.of(draft, () -> sidecar.state().virtual(mesh.name()))
        .forEach(each -> Outbounds.draft(draft, each));
  }

  /**
   * What is not of a call that it takes or makes. After outbounds.
   *
   * @param hostnames by which its host reaches virtual addresses, beside those of its outbounds
   */
  void rest(Map<String, String> hostnames) {
    draft.hostnames().putAll(hostnames);
    Transparent.draft(draft);
    DynamicConfig.baseline(draft);
  }

  /** The listeners of a builtin gateway, whose address is known. */
  void gateway(Resource<MeshGatewaySpec> gateway) {
    Gateways.draft(draft, gateway, olderRoutes(), sidecar.certificates());
  }

  private List<MeshGatewayRouteSpec> olderRoutes() {
    return sidecar
        .state()
        .image()
        .all(MeshGatewayRouteSpec.TYPE, mesh.name())
        .map(Resource::spec)
        .toList();
  }

  /** After policies: fills the config. The certificates that it refers to are not in it. */
  void freeze() {
    Certificates certificates = sidecar.certificates();
    admin(certificates);
    DynamicConfig.listener(draft).ifPresent(told -> listener("dynamic-config", told));
    tls |= others.open();
    Set<ClusterDraft> applications = new HashSet<>();
    for (InboundDraft inbound : draft.inbounds()) {
      listener("inbound", InboundListener.freeze(inbound, draft));
      if (applications.add(inbound.cluster())) {
        cluster("inbound", inbound.cluster());
      }
      tls |= inbound.tls() != TlsMode.OFF;
    }
    for (ClusterDraft destination : draft.destinations()) {
      tls |= destination.tls() != null;
      outside(destination, certificates);
      cluster(sidecar.gateway().isPresent() ? "gateway" : "outbound", destination);
    }
    GatewayPart edge = GatewayPart.of(draft, certificates);
    edge.listeners().forEach(listener -> listener("gateway", listener));
    edge.routes().forEach(routes -> finished.routes().add(new Part<>("gateway", routes)));
    edge.secrets().forEach(secret -> config.add(XdsType.SECRET, secret));
    for (OutboundDraft outbound : draft.outbounds()) {
      Outbounds.freeze(outbound).ifPresent(listener -> listener("outbound", listener));
    }
    Transparent.listeners(draft).forEach(listener -> listener(Transparent.ORIGIN, listener));
    List<Listener> direct = DirectAccess.draft(draft);
    direct.forEach(listener -> listener(DirectAccess.ORIGIN, listener));
    tls |= !direct.isEmpty() && draft.mesh().spec().enabledBackend().isPresent();
    DnsListener.of(draft).ifPresent(listener -> listener(DnsListener.ORIGIN, listener));
    draft.extraClusters().forEach(extra -> cluster(origin(extra.name()), extra));
    finish();
  }

  /** What a cluster of ExternalServices trusts and shows. */
  private void outside(ClusterDraft destination, Certificates certificates) {
    if (destination.external()
        && destination.destination() instanceof Destination.Tagged(Tags to)) {
      mesh.outside(to).stream()
          .flatMap(service -> OutsideTls.of(service).stream())
          .flatMap(tls -> tls.secrets(certificates).stream())
          .forEach(secret -> config.add(XdsType.SECRET, secret));
    }
  }

  private void admin(Certificates certificates) {
    if (AdminListener.wanted(sidecar.facts(), draft.address())) {
      AdminListener admin = AdminListener.of(sidecar.facts(), draft.address(), certificates);
      admin.clusters().forEach(draft::addCluster);
      listener("admin", admin.listener());
      admin.secrets().forEach(secret -> config.add(XdsType.SECRET, secret));
    }
  }

  private void listener(String origin, Listener listener) {
    finished.listeners().add(new Part<>(origin, listener));
  }

  /** Every cluster counts what it has left, policy or not (policies.md 2.6). */
  private void cluster(String origin, ClusterDraft cluster) {
    cluster.limits().setTrackRemaining(true);
    finished.clusters().add(new Part<>(origin, cluster.freeze()));
  }

  private static String origin(String extraCluster) {
    if (extraCluster.startsWith("meshtrace:")) {
      return "mesh-trace";
    }
    if (extraCluster.contains(":passthrough:")
        || extraCluster.startsWith("self_transparentproxy")) {
      return Transparent.ORIGIN;
    }
    if (extraCluster.startsWith("meshpassthrough_")) {
      return "mesh-passthrough";
    }
    if (extraCluster.equals(DirectAccess.CLUSTER)) {
      return DirectAccess.ORIGIN;
    }
    return extraCluster.startsWith("meshaccesslog:") ? "mesh-access-log" : "admin";
  }

  /** The last edits; then endpoints for the clusters that still want them. */
  private void finish() {
    draft.edits().forEach(edit -> edit.accept(finished));
    Set<String> apart = new HashSet<>();
    for (Part<Cluster> part : finished.clusters()) {
      config.add(part.message(), alike::one);
      if (part.message().getType() == Cluster.DiscoveryType.EDS) {
        String service = part.message().getEdsClusterConfig().getServiceName();
        apart.add(service.isEmpty() ? part.message().getName() : service);
      }
    }
    for (Part<Listener> part : finished.listeners()) {
      boolean common = part.origin().equals(DnsListener.ORIGIN);
      config.add(part.message(), common ? alike::one : UnaryOperator.identity());
    }
    finished.routes().forEach(part -> config.add(part.message()));
    for (ClusterDraft destination : draft.destinations()) {
      if (apart.contains(destination.destination().cluster())) {
        MeshView in =
            others.of(destination.destination()).flatMap(sidecar.state()::mesh).orElse(mesh);
        config.add(
            in.assignment(destination.destination(), destination.spread()),
            new Reach(in.name(), destination.destination(), From.SIDECAR, destination.spread()));
      }
    }
  }
}
