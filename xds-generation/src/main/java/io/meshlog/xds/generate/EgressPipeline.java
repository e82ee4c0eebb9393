package io.meshlog.xds.generate;

import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.zone.ZoneEgressSpec;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.Reach;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.baseline.AdminListener;
import io.meshlog.xds.baseline.OutsideTls;
import io.meshlog.xds.egress.EgressPart;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.CertificatesWanted;
import io.meshlog.xds.secrets.IdentityRequest;
import io.meshlog.xds.secrets.SecretRef;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.MeshView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Admin, then the ways out: the stages of an egress (xds-generation.md section 0). */
final class EgressPipeline implements Plan {
  private final MeshState state;
  private final ProxyFacts facts;

  EgressPipeline(MeshState state, ProxyFacts facts) {
    this.state = state;
    this.facts = facts;
  }

  @Override
  public CertificatesWanted wanted() {
    if (state.egress(facts.key()).isEmpty()) {
      return CertificatesWanted.NONE;
    }
    Optional<String> ip = networking().map(ZoneEgressSpec.Networking::address).flatMap(state::ip);
    boolean admin = AdminListener.wanted(facts, ip.orElse(""));
    return new CertificatesWanted(identities(), secrets(), admin);
  }

  private Optional<ZoneEgressSpec.Networking> networking() {
    return state.egress(facts.key()).flatMap(e -> Optional.ofNullable(e.spec().networking()));
  }

  /** One for each mesh that has something outside. */
  private List<IdentityRequest> identities() {
    List<IdentityRequest> wanted = new ArrayList<>();
    for (MeshView mesh : goingOut(state)) {
      Optional<CaBackend> backend = mesh.spec().enabledBackend();
      boolean some = !mesh.external().isEmpty() || !mesh.outsideByService().isEmpty();
      if (some && backend.isPresent()) {
        wanted.add(IdentityRequest.ofEgress(mesh.name(), backend.get()));
      }
    }
    return wanted;
  }

  private Set<SecretRef> secrets() {
    Set<SecretRef> wanted = new HashSet<>();
    for (MeshView mesh : goingOut(state)) {
      mesh.external().stream()
          .flatMap(service -> service.spec().secrets().stream())
          .forEach(name -> wanted.add(new SecretRef(mesh.name(), name)));
      mesh.outsideByService().values().stream()
          .flatMap(List::stream)
          .flatMap(service -> OutsideTls.of(service).stream())
          .forEach(tls -> wanted.addAll(tls.wanted()));
    }
    return wanted;
  }

  private static List<MeshView> goingOut(MeshState state) {
    return state.meshes().values().stream()
        .filter(mesh -> mesh.exists() && mesh.spec().zoneEgress())
        .toList();
  }

  @Override
  public Generation generate(Certificates certificates) {
    Set<Dep> deps = new HashSet<>();
    deps.add(new Dep.Own(facts.key()));
    deps.add(new Dep.EgressShape());
    Optional<ZoneEgressSpec.Networking> networking = networking();
    if (networking.isEmpty()) {
      return new Generation.Withheld("there is no ZoneEgress " + facts.key().name(), deps);
    }
    String address = networking.get().address();
    Optional<String> ip = address == null ? Optional.empty() : state.ip(address);
    if (ip.isEmpty()) {
      return new Generation.Withheld("the address of the egress is not resolved", deps);
    }
    Set<SecretRef> secrets = secrets();
    secrets.forEach(ref -> deps.add(new Dep.OfSecret(ref.mesh(), ref.name())));
    if (!certificates.contents().keySet().containsAll(secrets)) {
      return new Generation.Withheld("a Secret has not been read yet", deps);
    }
    EgressPart part = EgressPart.of(state, facts, certificates, ip.get(), networking.get().port());
    if (!certificates.identities().keySet().containsAll(part.identities())) {
      return new Generation.Withheld("there is no certificate yet", deps);
    }
    ConfigBuilder config = new ConfigBuilder();
    config.admin(facts, ip.get(), certificates);
    part.listener().ifPresent(config::add);
    part.clusters().forEach(config::add);
    for (Reach reach : part.reaches()) {
      deps.add(reach.dep());
      config.add(XdsGenerator.assignment(state, reach), reach);
    }
    part.secrets().forEach(secret -> config.add(XdsType.SECRET, secret));
    part.identities().forEach(mesh -> config.secrets(mesh, certificates));
    return new Generation.Ready(config.build(deps, part.decisions()));
  }
}
