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
import java.util.function.Consumer;

/**
 * Turns what a change touched into new targets for the proxies that depend on it. The first change
 * after quiet is pushed at once; what comes while a proxy is being served is taken up by its next
 * generation, so that bursts coalesce by themselves. The work of a change is proportional to the
 * proxies it touches. Safe for any thread.
 */
public final class PushEngine {
  private final ConfigSource source;
  private final Executor workers;
  private final Consumer<Runnable> patience;
  private final DependencyIndex index = new DependencyIndex();
  private final Map<ProxyKey, ProxySlot> slots = new ConcurrentHashMap<>();
  private final AtomicLong moves = new AtomicLong();
  private volatile long distributedPos;

  /**
   * @param workers run generation; each proxy waits in their queue at most once
   * @param patience runs a task after the time for which changes wait for a proxy that does not
   *     acknowledge: a type that it never acknowledges must not hold up the others
   */
  public PushEngine(ConfigSource source, Executor workers, Consumer<Runnable> patience) {
    this.source = source;
    this.workers = workers;
    this.patience = patience;
  }

  /**
   * The source's state moved: called after it did, in the order of its moves. Does not block.
   *
   * @param pos head of the image it now stands for
   */
  public void moved(Set<Dep> touched, long pos) {
    moves.incrementAndGet();
    long from = Math.min(distributedPos + 1, pos);
    for (Dep dep : touched) {
      Touch touch = Touch.of(dep);
      index.of(dep).forEach(slot -> slot.touch(touch, from));
    }
    distributedPos = pos;
  }

  /** Adds a proxy that is not here yet; its first target is made at once. */
  public ProxySlot connect(ProxyFacts facts, AdsStream stream, PushLog log) {
    ProxySlot slot = new ProxySlot(this, facts, stream, log);
    slots.put(facts.key(), slot);
    slot.touch(Touch.EVERYTHING, SlotState.NEVER);
    return slot;
  }

  /** Something outside the state changed that its config is made from, e.g. its certificate. */
  public void refresh(ProxyKey proxy) {
    ProxySlot slot = slots.get(proxy);
    if (slot != null) {
      slot.touch(Touch.EVERYTHING, SlotState.NEVER);
    }
  }

  void afterPatience(Runnable task) {
    patience.accept(task);
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
