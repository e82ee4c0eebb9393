package io.meshlog.model.samples;

import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.mesh.MeshSpec.Mode;
import io.meshlog.model.mesh.MeshSpec.Mtls;
import io.meshlog.model.mesh.MeshSpec.Routing;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneIngressSpec;
import io.meshlog.model.zone.ZoneIngressSpec.AvailableService;
import io.meshlog.model.zone.ZoneIngressSpec.Networking;
import io.meshlog.model.zone.ZoneSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The meshes and zones that tests talk about. */
public final class Samples {
  public static final Origin ZONE_1 = Origin.zone("zone-1");
  public static final Origin ZONE_2 = Origin.zone("zone-2");

  public static final MeshSpec PLAIN = mesh(null, false);
  public static final MeshSpec STRICT = mesh(Mode.STRICT, false);
  public static final MeshSpec PERMISSIVE = mesh(Mode.PERMISSIVE, false);

  private Samples() {}

  /**
   * @param mode null: no mutual TLS
   */
  public static MeshSpec mesh(@Nullable Mode mode, boolean localityAware) {
    Mtls mtls =
        mode == null
            ? null
            : new Mtls(
                "ca-1", List.of(new CaBackend("ca-1", "builtin", null, null, mode, null)), null);
    Routing routing = localityAware ? new Routing(true, null, null) : null;
    return new MeshSpec(mtls, null, null, null, null, routing, null, null, null);
  }

  /** The same, but sidecars leave their zone through its egress. */
  public static MeshSpec throughEgress(MeshSpec mesh) {
    return new MeshSpec(
        mesh.mtls(),
        null,
        null,
        null,
        null,
        new Routing(mesh.localityAwareLoadBalancing(), true, null),
        null,
        null,
        null);
  }

  public static ResourceKey meshKey(String name) {
    return CoreTypes.MESH.key("", Origin.GLOBAL, name);
  }

  public static void putMesh(TestLog log, String name, MeshSpec spec) {
    log.put(CoreTypes.MESH, meshKey(name), Labels.EMPTY, spec);
  }

  public static void putZone(TestLog log, Origin zone, boolean enabled) {
    log.put(
        CoreTypes.ZONE,
        CoreTypes.ZONE.key("", Origin.GLOBAL, zone.zone()),
        Labels.EMPTY,
        new ZoneSpec(enabled, null, null));
  }

  /** An ingress that listens on the address it advertises, with port 10001. */
  public static ZoneIngressSpec ingress(
      Origin zone, String address, List<AvailableService> services) {
    return new ZoneIngressSpec(
        zone.zone(), new Networking(address, address, 10001, 10001, null), services);
  }
}
