package io.meshlog.zone.push;

import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.zone.ads.AdsStream;
import io.meshlog.zone.push.ConfigSource.View;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Turns what a change touched into new targets for the proxies that depend on it. The first change
 * after quiet is pushed at once; what comes while a proxy is being served is taken up by its next
 * generation, so that bursts coalesce by themselves. The work of a change is proportional to the
 * proxies it touches. Safe for any thread.
 */
public final class PushEngine {
  private final ConfigSource source;
  private final Executor workers;
  private final DependencyIndex index = new DependencyIndex();
  private final Map<ProxyKey, ProxySlot> slots = new ConcurrentHashMap<>();
  private final AtomicLong moves = new AtomicLong();
  private volatile long distributedPos;

  /**
   * @param workers run generation; each proxy waits in their queue at most once
   */
  public PushEngine(ConfigSource source, Executor workers) {
    this.source = source;
    this.workers = workers;
  }

  /**
   * The source's state moved: called after it did, in the order of its moves. Does not block.
   *
   * @param pos head of the image it now stands for
   */
  public void moved(Set<Dep> touched, long pos) {
    moves.incrementAndGet();
    for (Dep dep : touched) {
      Touch touch = Touch.of(dep);
      index.of(dep).forEach(slot -> slot.touch(touch));
    }
    distributedPos = pos;
  }

  /** Adds a proxy that is not here yet; its first target is made at once. */
  public ProxySlot connect(ProxyFacts facts, AdsStream stream) {
    ProxySlot slot = new ProxySlot(this, facts, stream);
    slots.put(facts.key(), slot);
    slot.touch(Touch.EVERYTHING);
    return slot;
  }

  /** Something outside the state changed that its config is made from, e.g. its certificate. */
  public void refresh(ProxyKey proxy) {
    ProxySlot slot = slots.get(proxy);
    if (slot != null) {
      slot.touch(Touch.EVERYTHING);
    }
  }

  public Collection<ProxySlot> slots() {
    return Collections.unmodifiableCollection(slots.values());
  }

  void forget(ProxySlot slot) {
    slots.remove(slot.facts().key(), slot);
    index.move(slot, slot.deps(), Set.of());
  }

  void enqueue(ProxySlot slot) {
    workers.execute(slot::work);
  }

  View view() {
    return source.view();
  }

  long moves() {
    return moves.get();
  }

  long distributedPos() {
    return distributedPos;
  }

  DependencyIndex index() {
    return index;
  }
}
