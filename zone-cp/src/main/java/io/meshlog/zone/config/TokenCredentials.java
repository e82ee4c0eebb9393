package io.meshlog.zone.config;

import io.meshlog.api.error.ProblemException;
import io.meshlog.api.token.TokenBinding;
import io.meshlog.api.token.TokenClaims;
import io.meshlog.api.token.TokenVerifier;
import io.meshlog.api.token.Verified;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Spec;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;
import io.meshlog.zone.dataplane.ProxyCredentials;
import java.util.Optional;
import java.util.function.Function;

/** Dataplane and zone tokens (rest-and-dataplane-protocol.md 6). */
final class TokenCredentials implements ProxyCredentials {
  private final TokenVerifier tokens;
  private final DpServerProperties.Authn authn;
  private final String zone;

  TokenCredentials(TokenVerifier tokens, DpServerProperties.Authn authn, String zone) {
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
        case DATAPLANE -> dataplane(proxy, spec, labels, token);
        case INGRESS -> zoneProxy("ingress", token);
        case EGRESS -> zoneProxy("egress", token);
      };
    } catch (ProblemException unavailable) {
      return new Judgement.NoKey("signing keys cannot be read at the moment");
    }
  }

  private Judgement dataplane(ProxyKey proxy, Spec spec, Labels labels, String token) {
    if (!(spec instanceof DataplaneSpec dataplane)) {
      return new Judgement.Refused("not a dataplane");
    }
    return judged(
        tokens.dataplane(token, proxy.mesh()),
        claims -> TokenBinding.fault(claims, proxy.mesh(), proxy.name(), labels, dataplane));
  }

  private Judgement zoneProxy(String scope, String token) {
    return judged(tokens.zone(token), claims -> TokenBinding.fault(claims, scope, zone));
  }

  private static <C extends TokenClaims> Judgement judged(
      Verified<C> verified, Function<C, Optional<String>> fault) {
    return switch (verified) {
      case Verified.Invalid<C> invalid -> new Judgement.Refused(invalid.reason());
      case Verified.NoKey<C> missing -> new Judgement.NoKey(missing.reason());
      case Verified.Valid<C> valid ->
          fault
              .apply(valid.claims())
              .<Judgement>map(Judgement.Refused::new)
              .orElseGet(Judgement.Accepted::new);
    };
  }
}
