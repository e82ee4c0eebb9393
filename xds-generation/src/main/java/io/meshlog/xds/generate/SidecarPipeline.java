package io.meshlog.xds.generate;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Gateway;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.baseline.AdminListener;
import io.meshlog.xds.baseline.OutsideTls;
import io.meshlog.xds.draft.MeshPolicies.Selection;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.gateway.GatewayChoice;
import io.meshlog.xds.gateway.GatewayPart;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.CertificatesWanted;
import io.meshlog.xds.secrets.IdentityRequest;
import io.meshlog.xds.secrets.SecretRef;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.MeshView;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The config of a sidecar: of two halves when it has its calls in common with others, in one piece
 * else.
 */
final class SidecarPipeline implements Plan {
  private static final String NO_IDENTITY = "there is no certificate yet";

  private final Sidecar sidecar;
  private final Set<SecretRef> secrets;
  private final Group group;
  private final Alike alike;
  private final OwnHalves owns;

  private SidecarPipeline(
      Sidecar sidecar, Set<SecretRef> secrets, Group group, Alike alike, OwnHalves owns) {
    this.sidecar = sidecar;
    this.secrets = secrets;
    this.group = group;
    this.alike = alike;
    this.owns = owns;
  }

  static Plan of(MeshState state, ProxyFacts facts, Alike alike, OwnHalves owns) {
    Optional<Resource<DataplaneSpec>> dataplane = state.dataplane(facts.key());
    if (dataplane.isEmpty()) {
      return futile("there is no Dataplane " + facts.key().nodeId(), facts);
    }
    Optional<MeshView> mesh = state.mesh(facts.key().mesh());
    if (mesh.isEmpty()) {
      return futile("there is no Mesh " + facts.key().mesh(), facts);
    }
    Sidecar sidecar = Sidecar.of(state, facts, mesh.get(), dataplane.get());
    return new SidecarPipeline(sidecar, secretsWanted(sidecar), owns.group(sidecar), alike, owns);
  }

  private static Plan futile(String why, ProxyFacts facts) {
    return new Futile(new Generation.Withheld(why, self(facts)));
  }

  @Override
  public CertificatesWanted wanted() {
    Optional<IdentityRequest> identity =
        sidecar.mesh().spec().enabledBackend().flatMap(group::identity);
    return new CertificatesWanted(
        identity.map(List::of).orElse(List.of()),
        secrets,
        AdminListener.wanted(sidecar.facts(), sidecar.address()));
  }

  @Override
  public Generation generate(Certificates certificates) {
    return new SidecarPipeline(sidecar.with(certificates), secrets, group, alike, owns).run();
  }

  private static Set<Dep> self(ProxyFacts facts) {
    Set<Dep> deps = new HashSet<>();
    deps.add(new Dep.Own(facts.key()));
    deps.add(new Dep.OfMesh(facts.key().mesh()));
    deps.add(new Dep.OfExternal(facts.key().mesh()));
    return deps;
  }

  /** Of certificates that a gateway shows, and of what is outside of the mesh. */
  private static Set<SecretRef> secretsWanted(Sidecar sidecar) {
    Set<SecretRef> wanted = new HashSet<>(sidecar.others().secretsWanted(sidecar.state()));
    sidecar.gateway().ifPresent(role -> wanted.addAll(GatewayPart.secretsWanted(role)));
    if (!sidecar.mesh().throughEgress()) {
      sidecar
          .state()
          .image()
          .all(ExternalServiceSpec.TYPE, sidecar.mesh().name())
          .flatMap(service -> OutsideTls.of(service).stream())
          .forEach(tls -> wanted.addAll(tls.wanted()));
    }
    return wanted;
  }

  private Generation run() {
    for (Inbound inbound : sidecar.inbounds()) {
      if (sidecar.address(inbound).isEmpty()) {
        return withheld("inbound " + inbound.section() + ": its address is not resolved");
      }
    }
    if (!sidecar.certificates().contents().keySet().containsAll(secrets)) {
      return withheld("a Secret has not been read yet");
    }
    if (sidecar.gateway().isPresent() && sidecar.address().isEmpty()) {
      return withheld("the address of the gateway is not resolved");
    }
    if (!secrets.isEmpty() || sidecar.gateway().isPresent()) {
      return whole();
    }
    Selection selection = group.selecting(sidecar.mesh().policies(), sidecar.dataplane());
    return group
        .outgoing(sidecar, selection, alike)
        .map(shared -> joined(shared, selection))
        .orElseGet(this::whole);
  }

  private Generation withheld(String why) {
    return new Generation.Withheld(why, deps());
  }

  /** What the config depends on whatever becomes of it. */
  private Set<Dep> deps() {
    Set<Dep> deps = self(sidecar.facts());
    Resource<DataplaneSpec> dataplane = sidecar.dataplane();
    selections(dataplane, GatewayChoice.listeners(sidecar.state().image(), dataplane), deps);
    Gateway role = sidecar.spec().net().gateway();
    if (role != null && role.builtin()) {
      deps.add(new Dep.OfGateways(dataplane.mesh()));
    }
    deps.addAll(sidecar.others().deps(sidecar.state()));
    secrets.forEach(ref -> deps.add(new Dep.OfSecret(ref.mesh(), ref.name())));
    return deps;
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

  private Generation whole() {
    SidecarParts parts =
        new SidecarParts(sidecar, sidecar.mesh(), sidecar::collectors, deps(), alike);
    parts.inbounds();
    parts.outbounds();
    parts.rest(Map.of());
    sidecar.gateway().ifPresent(parts::gateway);
    ProxyDraft draft = parts.draft();
    sidecar.mesh().policies().apply(draft);
    parts.freeze();
    if (parts.tls()) {
      if (noIdentity()) {
        return new Generation.Withheld(NO_IDENTITY, draft.deps());
      }
      parts.config().secrets(sidecar.mesh().name(), sidecar.certificates());
      sidecar
          .others()
          .secrets(sidecar.state(), sidecar.certificates())
          .forEach(secret -> parts.config().add(XdsType.SECRET, secret));
    }
    return new Generation.Ready(parts.config().build(draft.deps(), draft.decisions()));
  }

  private boolean noIdentity() {
    return sidecar.certificates().identity(sidecar.mesh().name()).isEmpty();
  }

  private Generation joined(OutgoingHalf shared, Selection selection) {
    OwnHalves.Entry own = owns.of(sidecar, group, selection, shared.hostnames(), this::deps, alike);
    boolean tls = own.half().tls() || shared.tls();
    Set<Dep> deps = own.depsWith(shared);
    if (tls && noIdentity()) {
      return new Generation.Withheld(NO_IDENTITY, deps);
    }
    return new Generation.Ready(own.joinedTo(shared, tls, sidecar.mesh(), deps));
  }
}
