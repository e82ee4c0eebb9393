package io.meshlog.zone.dataplane;

import io.grpc.StatusException;
import io.meshlog.model.admit.Admission;
import io.meshlog.model.admit.Checked;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.ProxyKey;
import io.meshlog.zone.ads.StreamCaller;
import io.meshlog.zone.dataplane.ProxyCredentials.Binding;
import io.meshlog.zone.dataplane.ProxyCredentials.Judgement;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether a proxy may be what it says it is (rest-and-dataplane-protocol.md 5.3): its token must be
 * good for what is stored under its name as well as for what it brings to replace it. May block for
 * milliseconds.
 */
final class Admittance {
  /** What gRPC calls {@code UNKNOWN} is noted as if HTTP had said it. */
  private static final int UNAUTHENTICATED = 401;

  private final Supplier<MeshImage> image;
  private final Admission admission;
  private final ProxyCredentials credentials;
  private final Refusals refusals;

  Admittance(
      Supplier<MeshImage> image,
      Admission admission,
      ProxyCredentials credentials,
      Refusals refusals) {
    this.image = image;
    this.admission = admission;
    this.credentials = credentials;
    this.refusals = refusals;
  }

  /**
   * @param brought what would be registered
   */
  Pass enter(ProxyKey proxy, Optional<ProxyResource> brought, StreamCaller caller)
      throws StatusException {
    Optional<? extends Resource<?>> stored = stored(proxy);
    if (stored.isEmpty() && brought.isEmpty()) {
      throw ProxyGate.error(
          "resource \""
              + proxy.nodeId()
              + "\" not found; create a "
              + ProxyResource.type(proxy.kind()).name()
              + " in Kuma CP first or pass it as an argument to kuma-dp");
    }
    if (!credentials.required(proxy.kind())) {
      return new Pass("", Binding.NONE, caller);
    }
    List<String> tokens = caller.credentials();
    if (tokens.size() != 1) {
      throw refused(
          proxy, caller, tokens.isEmpty() ? "no token was sent" : "more than one token was sent");
    }
    String token = tokens.getFirst();
    Binding binding = Binding.NONE;
    if (stored.isPresent()) {
      binding = judge(proxy, stored.get().spec(), stored.get().labels(), token, caller);
    }
    if (brought.isPresent()) {
      binding =
          switch (proxy.kind()) {
            case DATAPLANE -> judge(proxy, brought.get(), CoreTypes.DATAPLANE, token, caller);
            case INGRESS -> judge(proxy, brought.get(), CoreTypes.ZONE_INGRESS, token, caller);
            case EGRESS -> judge(proxy, brought.get(), CoreTypes.ZONE_EGRESS, token, caller);
          };
    }
    return new Pass(token, binding, caller);
  }

  private <S extends Spec> Binding judge(
      ProxyKey proxy,
      ProxyResource resource,
      ResourceType<S> type,
      String token,
      StreamCaller caller)
      throws StatusException {
    return switch (resource.check(admission, type)) {
      case Checked.Sound<S> sound -> judge(proxy, sound.spec(), sound.labels(), token, caller);
      case Checked.Unsound<S> unsound ->
          throw ProxyGate.error(
              "could not register proxy passed in kuma-dp run: " + unsound.refusal().line());
    };
  }

  private Binding judge(ProxyKey proxy, Spec spec, Labels labels, String token, StreamCaller caller)
      throws StatusException {
    return switch (credentials.judge(proxy, spec, labels, token)) {
      case Judgement.Accepted(Binding binding) -> binding;
      case Judgement.Refused(String why) -> throw refused(proxy, caller, why);
      case Judgement.Unknown(String why) -> throw ProxyGate.error(failed(why));
    };
  }

  private StatusException refused(ProxyKey proxy, StreamCaller caller, String why) {
    note(proxy, caller, why);
    return ProxyGate.error(failed(why));
  }

  void note(ProxyKey proxy, StreamCaller caller, String why) {
    refusals.refused(proxy, caller.client(), caller.method(), UNAUTHENTICATED, failed(why));
  }

  static String failed(String why) {
    return "authentication failed: " + why;
  }

  /**
   * Why a proxy that is here may not stay, if so: its token is judged anew against what is stored.
   * What cannot be told now, or has no resource any longer, stays.
   */
  Optional<String> fault(ProxyKey proxy, Pass pass) {
    if (pass.token().isEmpty()) {
      return Optional.empty();
    }
    return stored(proxy)
        .flatMap(resource ->
            switch (credentials.judge(proxy, resource.spec(), resource.labels(), pass.token())) {
              case Judgement.Refused(String why) -> Optional.of(why);
              case Judgement.Accepted _, Judgement.Unknown _ -> Optional.empty();
            });
  }

  private Optional<? extends Resource<?>> stored(ProxyKey proxy) {
    return image.get().find(ProxyResource.type(proxy.kind()), proxy.mesh(), proxy.name());
  }
}
