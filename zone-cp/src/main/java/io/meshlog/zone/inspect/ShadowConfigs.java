package io.meshlog.zone.inspect;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.target.TopMatch;
import io.meshlog.store.push.PushHistory;
import io.meshlog.store.push.ToldConfig;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.Outside;
import io.meshlog.zone.dataplane.ProxySession;
import io.meshlog.zone.push.ProxySlot;
import io.meshlog.zone.status.PushForm;
import io.meshlog.zone.status.SessionName;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a proxy would have if the policies with {@code kuma.io/effect: shadow} were in effect,
 * beside what it should have. Both are made from the same state, apart from the proxies' own; costs
 * what two starts cost. Thread-safe, blocks on the database for a proxy that is not connected here.
 */
public final class ShadowConfigs {
  private final Function<ProxyKey, Optional<ProxySession>> sessions;
  private final Supplier<MeshState> state;
  private final PushHistory history;
  private final Remaking remaking;

  /**
   * @param sessions the proxies connected here
   * @param state what their configs are made from now
   * @param states what configs are made from, at an image
   */
  public ShadowConfigs(
      Function<ProxyKey, Optional<ProxySession>> sessions,
      Supplier<MeshState> state,
      Function<MeshImage, MeshState> states,
      PushHistory history) {
    this.sessions = sessions;
    this.state = state;
    this.remaking = new Remaking(states);
    this.history = history;
  }

  /** Of one proxy, from one state. */
  record Both(ProxyConfig current, ProxyConfig shadow) {}

  /** What there is to know of a proxy beside the image. */
  private record Known(ProxyFacts facts, Outside outside) {}

  /** Empty when this control plane knows too little of the proxy. */
  Optional<Both> of(ProxyKey proxy, MeshImage image) {
    return known(proxy, image)
        .flatMap(known ->
            remaking
                .config(image, known.facts(), known.outside(), true)
                .flatMap(current ->
                    remaking
                        .config(inEffect(image), known.facts(), known.outside(), true)
                        .map(shadow -> new Both(current, shadow))));
  }

  private Optional<Known> known(ProxyKey proxy, MeshImage image) {
    Optional<ProxySlot> slot = sessions.apply(proxy).map(ProxySession::slot);
    if (slot.isPresent()) {
      return Optional.of(
          new Known(
              slot.get().facts(),
              slot.get()
                  .config()
                  .map(config -> Outside.of(state.get(), proxy, config))
                  .orElse(Outside.NOTHING)));
    }
    return history.inForce(SessionName.of(proxy), image.head()).flatMap(told -> known(proxy, told));
  }

  private static Optional<Known> known(ProxyKey proxy, ToldConfig told) {
    return Optional.ofNullable(told.node())
        .map(node ->
            new Known(
                PushForm.facts(proxy, node),
                told.outside() == null ? Outside.NOTHING : PushForm.outside(told.outside())));
  }

  /** The image without the label that keeps policies from having an effect. */
  private static MeshImage inEffect(MeshImage image) {
    List<Resource<?>> resources =
        image
            .everything()
            .<Resource<?>>map(each -> TopMatch.shadow(each) ? inEffect(each) : each)
            .toList();
    return MeshImage.of(image.self(), image.epoch(), image.head(), resources);
  }

  private static <S extends Spec> Resource<S> inEffect(Resource<S> policy) {
    return new Resource<>(
        policy.type(),
        policy.key(),
        policy.name(),
        policy.labels().without(Labels.EFFECT),
        policy.spec(),
        policy.created(),
        policy.modified(),
        policy.version(),
        policy.pos());
  }
}
