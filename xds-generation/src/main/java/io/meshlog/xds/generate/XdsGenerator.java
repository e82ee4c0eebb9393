package io.meshlog.xds.generate;

import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.Reach;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.Secrets;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.MeshView;
import java.util.HashMap;
import java.util.HashSet;
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

  /** What a proxy needs before it can have a config, then the config. */
  public Plan plan(MeshState state, ProxyFacts facts) {
    return switch (facts.key().kind()) {
      case DATAPLANE -> SidecarPipeline.of(state, facts, alike, owns);
      case INGRESS -> new IngressPipeline(state, facts);
      case EGRESS -> new EgressPipeline(state, facts);
    };
  }

  /** The same when the certificates are known. */
  public Generation generate(MeshState state, ProxyFacts facts, Certificates certificates) {
    return plan(state, facts).generate(certificates);
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
