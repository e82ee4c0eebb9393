package io.meshlog.xds.generate;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.meshlog.model.zone.ZoneIngressSpec;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.Reach;
import io.meshlog.xds.Reach.From;
import io.meshlog.xds.baseline.AdminListener;
import io.meshlog.xds.ingress.IngressPart;
import io.meshlog.xds.ingress.IngressPart.Served;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.CertificatesWanted;
import io.meshlog.xds.state.MeshState;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Admin, then the chains: the stages of an ingress (xds-generation.md section 0). */
final class IngressPipeline implements Plan {
  private final MeshState state;
  private final ProxyFacts facts;

  IngressPipeline(MeshState state, ProxyFacts facts) {
    this.state = state;
    this.facts = facts;
  }

  @Override
  public CertificatesWanted wanted() {
    Optional<String> ip = networking().map(ZoneIngressSpec.Networking::address).flatMap(state::ip);
    boolean admin = AdminListener.wanted(facts, ip.orElse(""));
    return new CertificatesWanted(List.of(), Set.of(), admin);
  }

  private Optional<ZoneIngressSpec.Networking> networking() {
    return state.ingress(facts.key()).flatMap(i -> Optional.ofNullable(i.spec().networking()));
  }

  @Override
  public Generation generate(Certificates certificates) {
    Set<Dep> deps = new HashSet<>();
    deps.add(new Dep.Own(facts.key()));
    deps.add(new Dep.IngressShape());
    Optional<ZoneIngressSpec.Networking> networking = networking();
    if (networking.isEmpty()) {
      return new Generation.Withheld("there is no ZoneIngress " + facts.key().name(), deps);
    }
    String address = networking.get().address();
    Optional<String> ip = address == null ? Optional.empty() : state.ip(address);
    if (ip.isEmpty()) {
      return new Generation.Withheld("the address of the ingress is not resolved", deps);
    }
    ConfigBuilder config = new ConfigBuilder();
    config.admin(facts, ip.get(), certificates);
    IngressPart part = IngressPart.of(state, facts, ip.get(), networking.get().port());
    config.add(part.listener());
    for (Cluster cluster : part.clusters()) {
      config.add(cluster);
    }
    for (Served served : part.services()) {
      Reach reach = new Reach(served.mesh(), served.destination(), From.INGRESS);
      deps.add(reach.dep());
      config.add(XdsGenerator.assignment(state, reach), reach);
    }
    return new Generation.Ready(config.build(deps, List.of()));
  }
}
