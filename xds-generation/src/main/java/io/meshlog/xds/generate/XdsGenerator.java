package io.meshlog.xds.generate;

import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.Reach;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.baseline.AdminListener;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.IdentityRequest;
import io.meshlog.xds.secrets.SecretRef;
import io.meshlog.xds.secrets.Secrets;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.MeshView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the config of one proxy. A pure function of its arguments: equal arguments give equal
 * bytes, whatever came before. Thread-safe; all it remembers is what need not be made again.
 */
public final class XdsGenerator {
  private final Alike alike = new Alike();
  private final OwnHalves owns = new OwnHalves();

  /** Everything a proxy gets, or why it gets nothing now. */
  public Generation generate(MeshState state, ProxyFacts facts, Certificates certificates) {
    return switch (facts.key().kind()) {
      case DATAPLANE -> SidecarPipeline.generate(state, facts, certificates, alike, owns);
      case INGRESS -> IngressPipeline.generate(state, facts, certificates);
      case EGRESS -> EgressPipeline.generate(state, facts, certificates);
    };
  }

  /**
   * The certificates that a proxy must hold before it can have a config: one at most for a sidecar,
   * for an egress one of each mesh that goes out through it. None when it is not known.
   */
  public List<IdentityRequest> identitiesWanted(MeshState state, ProxyFacts facts) {
    return switch (facts.key().kind()) {
      case DATAPLANE -> sidecars(state, facts.key()).stream().toList();
      case INGRESS -> List.of();
      case EGRESS -> EgressPipeline.identitiesWanted(state, facts.key());
    };
  }

  private static Optional<IdentityRequest> sidecars(MeshState state, ProxyKey proxy) {
    return state
        .mesh(proxy.mesh())
        .map(MeshView::spec)
        .flatMap(spec -> spec.enabledBackend())
        .flatMap(backend ->
            state.dataplane(proxy).flatMap(dp -> IdentityRequest.of(proxy.mesh(), backend, dp)));
  }

  /** Whether a proxy has a use for a certificate of {@link Certificates#ADMIN}. */
  public boolean adminWanted(MeshState state, ProxyFacts facts) {
    return address(state, facts.key())
        .flatMap(state::ip)
        .filter(ip -> AdminListener.wanted(facts, ip))
        .isPresent();
  }

  private static Optional<String> address(MeshState state, ProxyKey proxy) {
    return switch (proxy.kind()) {
      case DATAPLANE ->
          state.dataplane(proxy).flatMap(dp -> Optional.ofNullable(dp.spec().net().address()));
      case INGRESS ->
          state
              .ingress(proxy)
              .flatMap(ingress -> Optional.ofNullable(ingress.spec().networking()))
              .flatMap(net -> Optional.ofNullable(net.address()));
      case EGRESS ->
          state
              .egress(proxy)
              .flatMap(egress -> Optional.ofNullable(egress.spec().networking()))
              .flatMap(net -> Optional.ofNullable(net.address()));
    };
  }

  /** The Secrets whose content a proxy's config needs. */
  public Set<SecretRef> secretsWanted(MeshState state, ProxyFacts facts) {
    return switch (facts.key().kind()) {
      case DATAPLANE ->
          state
              .dataplane(facts.key())
              .map(dataplane -> SidecarPipeline.secretsWanted(state, dataplane))
              .orElse(Set.of());
      case INGRESS -> Set.of();
      case EGRESS ->
          state.egress(facts.key()).isPresent() ? EgressPipeline.secretsWanted(state) : Set.of();
    };
  }

  /**
   * The config after a step that touched nothing of it but endpoints: other load assignments, all
   * else shared. Empty when that does not suffice and it must be generated anew.
   */
  public Optional<ProxyConfig> swapEndpoints(
      MeshState state, ProxyConfig current, Set<Dep> touched) {
    Set<Dep> mine = new HashSet<>(touched);
    mine.retainAll(current.deps());
    if (!mine.stream().allMatch(XdsGenerator::isAboutEndpoints)) {
      return Optional.empty();
    }
    Map<String, XdsResource> swapped = new HashMap<>();
    current
        .reaches()
        .forEach((cluster, reach) -> {
          if (mine.contains(reach.dep())) {
            XdsResource now = assignment(state, reach);
            if (!now.equals(current.of(XdsType.ENDPOINT).get(cluster))) {
              swapped.put(cluster, now);
            }
          }
        });
    return Optional.of(swapped.isEmpty() ? current : current.with(XdsType.ENDPOINT, swapped));
  }

  private static boolean isAboutEndpoints(Dep dep) {
    return switch (dep) {
      case Dep.Endpoints _, Dep.LocalEndpoints _, Dep.NamedEndpoints _ -> true;
      case Dep.Own _,
          Dep.OfMesh _,
          Dep.Shape _,
          Dep.Named _,
          Dep.Labelled _,
          Dep.IngressShape _,
          Dep.EgressShape _,
          Dep.OfSecret _,
          Dep.OfGateways _,
          Dep.OfExternal _,
          Dep.Names _,
          Dep.Places _,
          Dep.OfCollectors _,
          Dep.Policies _ ->
          false;
    };
  }

  static XdsResource assignment(MeshState state, Reach reach) {
    MeshView mesh = state.meshes().get(reach.mesh());
    if (mesh == null) {
      throw new IllegalStateException("a config reaches into no mesh: " + reach);
    }
    return switch (reach.from()) {
      case SIDECAR -> mesh.assignment(reach.destination(), reach.spread());
      case INGRESS -> mesh.ingressAssignment(reach.destination());
      case EGRESS -> mesh.egressAssignment(reach.destination().service(), reach.spread());
    };
  }

  /** The same config with renewed certificates in those secrets that it has. */
  public ProxyConfig renewSecrets(ProxyConfig current, Certificates certificates) {
    Map<String, XdsResource> renewed = new HashMap<>();
    certificates
        .identities()
        .forEach((mesh, cert) -> put(renewed, current, Secrets.identity(mesh, cert)));
    certificates
        .authorities()
        .forEach((mesh, pem) -> put(renewed, current, Secrets.authority(mesh, pem)));
    return current.with(XdsType.SECRET, renewed);
  }

  private static void put(Map<String, XdsResource> into, ProxyConfig current, XdsResource secret) {
    if (current.find(XdsType.SECRET, secret.name()).isPresent()) {
      into.put(secret.name(), secret);
    }
  }
}
