package io.meshlog.zone.config;

import io.meshlog.api.error.ProblemException;
import io.meshlog.api.token.KeyRing;
import io.meshlog.api.token.TokenBinding;
import io.meshlog.api.token.TokenClaims;
import io.meshlog.api.token.TokenVerifier;
import io.meshlog.api.token.Verified;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.types.PluginTypes;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;
import io.meshlog.zone.dataplane.ProxyCredentials;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Dataplane and zone tokens (rest-and-dataplane-protocol.md 6). */
final class TokenCredentials implements ProxyCredentials {
  private final Supplier<MeshImage> image;
  private final TokenVerifier tokens;
  private final DpServerProperties.Authn authn;
  private final String zone;

  TokenCredentials(
      Supplier<MeshImage> image,
      TokenVerifier tokens,
      DpServerProperties.Authn authn,
      String zone) {
    this.image = image;
    this.tokens = tokens;
    this.authn = authn;
    this.zone = zone;
  }

  @Override
  public boolean required(ProxyKind kind) {
    return switch (kind) {
      case DATAPLANE -> !authn.dpProxy().type().equals("none");
      case INGRESS, EGRESS -> !authn.zoneProxy().type().equals("none");
    };
  }

  @Override
  public Judgement judge(ProxyKey proxy, Spec spec, Labels labels, String token) {
    try {
      return switch (proxy.kind()) {
        case DATAPLANE ->
            judged(
                tokens.dataplane(token, proxy.mesh()),
                claims -> (now, tags) -> dataplane(claims, proxy, now, tags),
                spec,
                labels);
        case INGRESS -> zoneProxy("ingress", token, spec, labels);
        case EGRESS -> zoneProxy("egress", token, spec, labels);
      };
    } catch (ProblemException unavailable) {
      return new Judgement.Unknown("signing keys cannot be read at the moment");
    }
  }

  private Optional<String> dataplane(
      TokenClaims.DataplaneClaims claims, ProxyKey proxy, Spec spec, Labels labels) {
    return spec instanceof DataplaneSpec dataplane
        ? TokenBinding.fault(
            claims,
            proxy.mesh(),
            proxy.name(),
            labels,
            dataplane,
            image.get().all(PluginTypes.MESH_IDENTITY, proxy.mesh()).map(Resource::spec))
        : Optional.of("not a dataplane");
  }

  private Judgement zoneProxy(String scope, String token, Spec spec, Labels labels) {
    return judged(
        tokens.zone(token),
        claims -> (now, tags) -> TokenBinding.fault(claims, scope, zone),
        spec,
        labels);
  }

  private static <C extends TokenClaims> Judgement judged(
      Verified<C> verified, Function<C, Binding> binding, Spec spec, Labels labels) {
    return switch (verified) {
      case Verified.Invalid<C>(String why) -> new Judgement.Refused(why);
      case Verified.NoKey<C>(String why, boolean mayCome) ->
          mayCome ? new Judgement.Unknown(why) : new Judgement.Refused(why);
      case Verified.Valid<C>(C claims, String _) -> {
        Binding bound = binding.apply(claims);
        yield bound
            .broken(spec, labels)
            .<Judgement>map(Judgement.Refused::new)
            .orElseGet(() -> new Judgement.Accepted(bound));
      }
    };
  }

  @Override
  public Optional<Predicate<ProxyKey>> affectedBy(ResourceKey changed) {
    if (changed.type().equals(PluginTypes.MESH_IDENTITY.name())) {
      return Optional.of(
          proxy -> proxy.kind() == ProxyKind.DATAPLANE && proxy.mesh().equals(changed.mesh()));
    }
    return KeyRing.changedBy(changed)
        .flatMap(ring ->
            switch (ring.kind()) {
              case USER -> Optional.empty();
              case ZONE -> Optional.of(proxy -> proxy.kind() != ProxyKind.DATAPLANE);
              case DATAPLANE ->
                  Optional.of(proxy ->
                      proxy.kind() == ProxyKind.DATAPLANE && proxy.mesh().equals(ring.mesh()));
            });
  }
}
