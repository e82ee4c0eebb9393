package io.meshlog.xds.generate;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.telemetry.MeshOpenTelemetryBackendSpec;
import io.meshlog.model.types.PluginTypes;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.gateway.GatewayChoice;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.MeshView;
import java.util.List;
import java.util.Optional;

/**
 * One sidecar in one state of the mesh: all that its config is made from.
 *
 * @param gateway the one that it is, if it is a builtin gateway
 */
record Sidecar(
    MeshState state,
    ProxyFacts facts,
    MeshView mesh,
    Resource<DataplaneSpec> dataplane,
    Certificates certificates,
    Optional<Resource<MeshGatewaySpec>> gateway,
    OtherMeshes others) {

  /** Without certificates. */
  static Sidecar of(
      MeshState state, ProxyFacts facts, MeshView mesh, Resource<DataplaneSpec> dataplane) {
    Optional<Resource<MeshGatewaySpec>> gateway = GatewayChoice.of(state.image(), dataplane);
    return new Sidecar(
        state,
        facts,
        mesh,
        dataplane,
        Certificates.NONE,
        gateway,
        OtherMeshes.of(mesh, dataplane, gateway));
  }

  Sidecar with(Certificates given) {
    return new Sidecar(state, facts, mesh, dataplane, given, gateway, others);
  }

  DataplaneSpec spec() {
    return dataplane.spec();
  }

  /** The IP of the Dataplane; empty while its host name is not resolved. */
  String address() {
    return state.ip(said()).orElse("");
  }

  private String said() {
    return spec().net().address() == null ? "" : spec().net().address();
  }

  /** Those that are served. */
  List<Inbound> inbounds() {
    return spec().net().inbounds().stream()
        .filter(inbound -> !inbound.tags().service().isEmpty() && inbound.port() > 0)
        .toList();
  }

  /** Where an inbound listens; empty while its host name is not resolved. */
  Optional<String> address(Inbound inbound) {
    return state.ip(
        inbound.address() == null || inbound.address().isEmpty() ? said() : inbound.address());
  }

  List<Resource<MeshOpenTelemetryBackendSpec>> collectors() {
    return state.image().all(PluginTypes.MESH_OPEN_TELEMETRY_BACKEND, dataplane.mesh()).toList();
  }
}
