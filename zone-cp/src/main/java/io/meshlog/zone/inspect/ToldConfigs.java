package io.meshlog.zone.inspect;

import io.meshlog.model.image.MeshImage;
import io.meshlog.store.push.PushHistory;
import io.meshlog.store.push.ToldConfig;
import io.meshlog.xds.Names;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.generate.GeneratorVersion;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.Outside;
import io.meshlog.zone.dataplane.ProxySession;
import io.meshlog.zone.push.ProxySlot;
import io.meshlog.zone.status.PushForm;
import io.meshlog.zone.status.PushRecorder;
import io.meshlog.zone.status.SessionName;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a proxy's config of a past position again and compares it with what the proxy was told.
 * Costs what a start from that image costs. Thread-safe, blocks on the database.
 */
public final class ToldConfigs {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Function<ProxyKey, Optional<ProxySession>> sessions;
  private final Remaking remaking;
  private final PushRecorder recorder;
  private final PushHistory history;

  /**
   * @param sessions the proxies connected here
   * @param states what configs are made from, at an image
   */
  public ToldConfigs(
      Function<ProxyKey, Optional<ProxySession>> sessions,
      Function<MeshImage, MeshState> states,
      PushRecorder recorder,
      PushHistory history) {
    this.sessions = sessions;
    this.remaking = new Remaking(states);
    this.recorder = recorder;
    this.history = history;
  }

  /**
   * @param config empty when none could be made
   */
  record Told(Optional<ProxyConfig> config, Judgement judgement, Optional<ToldConfig> record) {}

  /** What it should have now; empty when this control plane knows too little of it. */
  Optional<ProxyConfig> now(ProxyKey proxy, MeshImage image) throws InterruptedException {
    Optional<ProxyConfig> current =
        sessions.apply(proxy).map(ProxySession::slot).flatMap(ProxySlot::config);
    return current.isPresent() ? current : at(proxy, image).config();
  }

  /** What it should have had at the head of an image of the past. */
  Told at(ProxyKey proxy, MeshImage image) throws InterruptedException {
    // In this order: what this control plane has pushed up to that position is on record then.
    Optional<ProxySession> session = sessions.apply(proxy);
    long currentUntil = session.map(found -> found.slot().targetPos()).orElse(-1L);
    boolean complete = recorder.catchUp(PATIENCE);
    Optional<ToldConfig> record = history.inForce(SessionName.of(proxy), image.head());
    if (record.isEmpty()) {
      return new Told(
          session.flatMap(found -> generate(image, found.slot().facts(), null, false)),
          Judgement.unknown("no push at or before this position is on record"),
          record);
    }
    ToldConfig told = record.get();
    if (told.node() == null) {
      return new Told(
          session.flatMap(found -> generate(image, found.slot().facts(), null, false)),
          Judgement.unknown("what the record of this push builds on is no longer held"),
          record);
    }
    Optional<ProxyConfig> again =
        generate(image, PushForm.facts(proxy, told.node()), told.outside(), admin(told));
    if (again.isEmpty()) {
      return new Told(
          again,
          Judgement.unknown("this state gives no config: the proxy kept what it had"),
          record);
    }
    boolean knows =
        complete
            && session
                .filter(found -> found.stream().id().equals(told.push().session()))
                .isPresent();
    return new Told(
        again,
        Judgement.of(
            again.get(), told, image.head(), GeneratorVersion.current(), knows ? currentUntil : -1),
        record);
  }

  private Optional<ProxyConfig> generate(
      MeshImage image, ProxyFacts facts, @Nullable String outside, boolean admin) {
    return remaking.config(
        image, facts, outside == null ? Outside.NOTHING : PushForm.outside(outside), admin);
  }

  /** Whether its admin listener had a certificate then, which comes a moment after all else. */
  private static boolean admin(ToldConfig told) {
    return told.resources()
        .getOrDefault(XdsType.SECRET.name(), Collections.emptySortedMap())
        .containsKey(Names.ADMIN_CERTIFICATE);
  }
}
