package io.meshlog.xds.generate;

import io.meshlog.xds.Decided;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.Reach;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.state.MeshView;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a sidecar has for itself alone: its inbounds, its admin, what its kuma-dp is told.
 * Immutable.
 *
 * @param identity the certificate and the CA, which are sent when something refers to them
 * @param tls whether something in this half does
 */
record OwnHalf(
    Map<XdsType, List<XdsResource>> resources,
    List<XdsResource> identity,
    boolean tls,
    Set<Dep> deps,
    List<Decided> decisions) {

  /**
   * @param parts after policies
   */
  static OwnHalf of(Sidecar sidecar, SidecarParts parts) {
    parts.freeze();
    ProxyDraft draft = parts.draft();
    ConfigBuilder identity = new ConfigBuilder();
    String mesh = sidecar.mesh().name();
    if (sidecar.certificates().identity(mesh).isPresent()) {
      identity.secrets(mesh, sidecar.certificates());
    }
    return new OwnHalf(
        parts.config().resources(),
        identity.resources().getOrDefault(XdsType.SECRET, List.of()),
        parts.tls(),
        Set.copyOf(draft.deps()),
        List.copyOf(draft.decisions()));
  }

  /**
   * All that the sidecar gets.
   *
   * @param withIdentity whether something in either half refers to the certificate
   * @param mesh where the endpoints are
   * @param bothDeps of both halves
   */
  ProxyConfig joined(OutgoingHalf shared, boolean withIdentity, MeshView mesh, Set<Dep> bothDeps) {
    ConfigBuilder config = new ConfigBuilder();
    resources.forEach((type, all) -> all.forEach(resource -> config.add(type, resource)));
    if (withIdentity) {
      identity.forEach(secret -> config.add(XdsType.SECRET, secret));
    }
    shared.listeners().forEach(listener -> config.add(XdsType.LISTENER, listener));
    shared.clusters().forEach(cluster -> config.add(XdsType.CLUSTER, cluster));
    for (Reach reach : shared.reaches().values()) {
      config.add(mesh.assignment(reach.destination(), reach.spread()), reach);
    }
    return config.build(bothDeps, decisionsWith(shared));
  }

  /** One that both halves note is noted once. */
  private List<Decided> decisionsWith(OutgoingHalf shared) {
    Set<Decided> both = new LinkedHashSet<>(decisions);
    both.addAll(shared.decisions());
    return List.copyOf(both);
  }
}
