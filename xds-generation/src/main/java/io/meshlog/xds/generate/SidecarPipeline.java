package io.meshlog.xds.generate;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Gateway;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.dataplane.DataplaneSpec.Outbound;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.legacy.meshgatewayroute.MeshGatewayRouteSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.model.types.PluginTypes;
import io.meshlog.xds.Decided;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Destination;
import io.meshlog.xds.ProxyFacts;
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
import io.meshlog.xds.baseline.VirtualOutbounds;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.Finished;
import io.meshlog.xds.draft.Finished.Part;
import io.meshlog.xds.draft.InboundDraft;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.TlsMode;
import io.meshlog.xds.draft.VirtualServices;
import io.meshlog.xds.gateway.GatewayChoice;
import io.meshlog.xds.gateway.GatewayPart;
import io.meshlog.xds.gateway.Gateways;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.SecretRef;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.MeshView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Baseline, policies, freeze: the stages of a sidecar (xds-generation.md section 0). */
final class SidecarPipeline {
  private final MeshState state;
  private final ProxyFacts facts;
  private final MeshView mesh;
  private final Optional<Resource<MeshGatewaySpec>> gateway;
  private final OtherMeshes others;
  private final ProxyDraft draft;
  private final Alike alike;
  private final Finished finished = new Finished();
  private final ConfigBuilder config = new ConfigBuilder();

  private SidecarPipeline(
      MeshState state,
      ProxyFacts facts,
      MeshView mesh,
      Resource<DataplaneSpec> dataplane,
      Certificates certificates,
      Alike alike) {
    this.state = state;
    this.alike = alike;
    this.facts = facts;
    this.mesh = mesh;
    this.others = OtherMeshes.of(state, dataplane);
    this.gateway = GatewayChoice.of(state.image(), dataplane);
    this.draft =
        new ProxyDraft(
            facts,
            mesh,
            dataplane,
            own(dataplane.spec()),
            GatewayChoice.listeners(state.image(), dataplane),
            Transparent.of(facts, dataplane.spec()),
            (proxy, to) -> cluster(proxy, to, certificates),
            () ->
                state
                    .image()
                    .all(PluginTypes.MESH_OPEN_TELEMETRY_BACKEND, dataplane.mesh())
                    .toList());
  }

  private ClusterDraft cluster(ProxyDraft proxy, Destination to, Certificates certificates) {
    return others
        .of(to)
        .map(mesh -> Outbounds.inOtherMesh(proxy, to, mesh, state.mesh(mesh).map(MeshView::spec)))
        .orElseGet(() -> Outbounds.cluster(proxy, to, certificates));
  }

  static Generation generate(
      MeshState state, ProxyFacts facts, Certificates certificates, Alike alike) {
    Set<Dep> deps = new HashSet<>();
    deps.add(new Dep.Own(facts.key()));
    deps.add(new Dep.OfMesh(facts.key().mesh()));
    deps.add(new Dep.OfExternal(facts.key().mesh()));
    Optional<Resource<DataplaneSpec>> dataplane = state.dataplane(facts.key());
    if (dataplane.isEmpty()) {
      return new Generation.Withheld("there is no Dataplane " + facts.key().nodeId(), deps);
    }
    Optional<MeshView> mesh = state.mesh(facts.key().mesh());
    if (mesh.isEmpty()) {
      return new Generation.Withheld("there is no Mesh " + facts.key().mesh(), deps);
    }
    selections(dataplane.get(), GatewayChoice.listeners(state.image(), dataplane.get()), deps);
    Gateway role = dataplane.get().spec().net().gateway();
    if (role != null && role.builtin()) {
      deps.add(new Dep.OfGateways(facts.key().mesh()));
    }
    return new SidecarPipeline(state, facts, mesh.get(), dataplane.get(), certificates, alike)
        .run(deps, certificates);
  }

  /** Of certificates that a gateway shows, and of what is outside of the mesh. */
  static Set<SecretRef> secretsWanted(MeshState state, Resource<DataplaneSpec> dataplane) {
    Set<SecretRef> wanted = new HashSet<>(OtherMeshes.of(state, dataplane).secretsWanted(state));
    GatewayChoice.of(state.image(), dataplane)
        .ifPresent(gateway -> wanted.addAll(GatewayPart.secretsWanted(gateway)));
    boolean direct = state.mesh(dataplane.mesh()).filter(mesh -> !mesh.throughEgress()).isPresent();
    if (direct) {
      state
          .image()
          .all(ExternalServiceSpec.TYPE, dataplane.mesh())
          .flatMap(service -> OutsideTls.of(service).stream())
          .forEach(tls -> wanted.addAll(tls.wanted()));
    }
    return wanted;
  }

  /** By what policies can select this proxy: tags may be said in its MeshGateway alone. */
  private static void selections(
      Resource<DataplaneSpec> dataplane, GatewayListeners listeners, Set<Dep> deps) {
    String mesh = dataplane.mesh();
    deps.add(new Dep.Policies(mesh, new Dep.Selected.Everyone()));
    deps.add(new Dep.Policies(mesh, new Dep.Selected.ByName(dataplane.displayName())));
    Stream.concat(dataplane.spec().tagSets().stream(), listeners.tags().stream())
        .forEach(tags ->
            tags.values()
                .forEach((key, value) ->
                    deps.add(new Dep.Policies(mesh, new Dep.Selected.ByTag(key, value)))));
    dataplane
        .labels()
        .values()
        .forEach(
            (key, value) -> deps.add(new Dep.Policies(mesh, new Dep.Selected.ByLabel(key, value))));
  }

  private Generation run(Set<Dep> deps, Certificates certificates) {
    deps.forEach(draft::dependsOn);
    others.deps(state).forEach(draft::dependsOn);
    DataplaneSpec spec = draft.dataplane().spec();
    for (Inbound inbound : spec.net().inbounds()) {
      if (!inbound.tags().service().isEmpty() && inbound.port() > 0) {
        Optional<String> address = address(spec, inbound);
        if (address.isEmpty()) {
          return new Generation.Withheld(
              "inbound " + inbound.section() + ": its address is not resolved", deps);
        }
        draft.inbounds().add(Inbounds.draft(draft, inbound, address.get()));
      }
    }
    Set<SecretRef> secrets = secretsWanted(state, draft.dataplane());
    secrets.forEach(ref -> draft.dependsOn(new Dep.OfSecret(ref.mesh(), ref.name())));
    if (!certificates.contents().keySet().containsAll(secrets)) {
      return new Generation.Withheld("a Secret has not been read yet", draft.deps());
    }
    Optional<OutgoingHalf> shared = secrets.isEmpty() ? shared() : Optional.empty();
    if (shared.isEmpty()) {
      for (Outbound outbound : spec.net().outbounds()) {
        Outbounds.draft(draft, outbound);
      }
      VirtualOutbounds.draft(draft, () -> state.virtual(mesh.name()));
    }
    shared.ifPresent(half -> draft.hostnames().putAll(half.hostnames()));
    Transparent.draft(draft);
    DynamicConfig.baseline(draft);
    if (gateway.isPresent()) {
      if (draft.address().isEmpty()) {
        return new Generation.Withheld("the address of the gateway is not resolved", draft.deps());
      }
      Gateways.draft(draft, gateway.get(), olderRoutes(), certificates);
    }
    mesh.policies().apply(draft);
    return freeze(spec, certificates, shared);
  }

  /** What it has in common with the other replicas of its workload, if that is no secret of it. */
  private Optional<OutgoingHalf> shared() {
    if (gateway.isPresent() || !others.called().isEmpty()) {
      return Optional.empty();
    }
    VirtualServices virtual =
        VirtualOutbounds.wanted(draft) ? state.virtual(mesh.name()) : VirtualServices.NONE;
    return alike.outgoing(mesh, virtual, Likeness.of(facts, draft.dataplane()), draft.dataplane());
  }

  private List<MeshGatewayRouteSpec> olderRoutes() {
    return state.image().all(MeshGatewayRouteSpec.TYPE, mesh.name()).map(Resource::spec).toList();
  }

  private Optional<String> address(DataplaneSpec spec, Inbound inbound) {
    String own = spec.net().address() == null ? "" : spec.net().address();
    return state.ip(
        inbound.address() == null || inbound.address().isEmpty() ? own : inbound.address());
  }

  private Generation freeze(
      DataplaneSpec spec, Certificates certificates, Optional<OutgoingHalf> shared) {
    admin(spec, certificates);
    DynamicConfig.listener(draft).ifPresent(told -> listener("dynamic-config", told));
    boolean tls = others.open() || shared.filter(OutgoingHalf::tls).isPresent();
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
      cluster(gateway.isPresent() ? "gateway" : "outbound", destination);
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
    tls |= !direct.isEmpty() && mesh.spec().enabledBackend().isPresent();
    DnsListener.of(draft).ifPresent(listener -> listener(DnsListener.ORIGIN, listener));
    draft.extraClusters().forEach(extra -> cluster(origin(extra.name()), extra));
    if (tls && certificates.identity(mesh.name()).isEmpty()) {
      return new Generation.Withheld("there is no certificate yet", draft.deps());
    }
    if (tls) {
      config.secrets(mesh.name(), certificates);
      others.secrets(state, certificates).forEach(secret -> config.add(XdsType.SECRET, secret));
    }
    finish();
    List<Decided> decisions = new ArrayList<>(draft.decisions());
    if (shared.isPresent()) {
      add(shared.get());
      shared.get().deps().forEach(draft::dependsOn);
      shared.get().decisions().stream()
          .filter(each -> !draft.decisions().contains(each))
          .forEach(decisions::add);
    }
    return new Generation.Ready(config.build(draft.deps(), decisions));
  }

  private void add(OutgoingHalf outgoing) {
    outgoing.listeners().forEach(listener -> config.add(XdsType.LISTENER, listener));
    outgoing.clusters().forEach(cluster -> config.add(XdsType.CLUSTER, cluster));
    outgoing
        .reaches()
        .values()
        .forEach(reach -> config.add(mesh.assignment(reach.destination(), reach.spread()), reach));
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

  private String own(DataplaneSpec spec) {
    return state.ip(spec.net().address() == null ? "" : spec.net().address()).orElse("");
  }

  private void admin(DataplaneSpec spec, Certificates certificates) {
    String address = own(spec);
    if (AdminListener.wanted(facts, address)) {
      AdminListener admin = AdminListener.of(facts, address, certificates);
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
        MeshView in = others.of(destination.destination()).flatMap(state::mesh).orElse(mesh);
        config.add(
            in.assignment(destination.destination(), destination.spread()),
            new Reach(in.name(), destination.destination(), From.SIDECAR, destination.spread()));
      }
    }
  }
}
