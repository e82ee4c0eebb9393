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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Turns what a change touched into new targets for the proxies that depend on it. The first change
 * after quiet is pushed at once; what comes while a proxy is being served is taken up by its next
 * generation, so that bursts coalesce by themselves. While many proxies come at once, what their
 * coming changes for those that have a config waits a moment. The work of a change is proportional
 * to the proxies it touches. Safe for any thread.
 */
public final class PushEngine {
  private final ConfigSource source;
  private final Executor workers;
  private final Consumer<Runnable> patience;
  private final DependencyIndex index = new DependencyIndex();
  private final Map<ProxyKey, ProxySlot> slots = new ConcurrentHashMap<>();
  private final RecentMoves moves = new RecentMoves();
  private final Surge surge;

  /** Slots whose changes wait, and whether a timer runs for them. */
  private final Set<ProxySlot> waiting = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean timed = new AtomicBoolean();

  /** Slots whose last generation failed: what it read is not known, so any move may mend it. */
  private final Set<ProxySlot> failing = ConcurrentHashMap.newKeySet();

  private volatile long distributedPos;

  /**
   * @param workers run generation; each proxy waits in their queue at most once
   * @param patience runs a task after the time for which changes wait for a proxy that does not
   *     acknowledge: a type that it never acknowledges must not hold up the others; and the longest
   *     time for which what others' coming changed waits while many come at once
   */
  public PushEngine(ConfigSource source, Executor workers, Consumer<Runnable> patience) {
    this(source, workers, patience, System::nanoTime);
  }

  PushEngine(
      ConfigSource source, Executor workers, Consumer<Runnable> patience, LongSupplier nanos) {
    this.source = source;
    this.workers = workers;
    this.patience = patience;
    this.surge = new Surge(nanos);
  }

  /**
   * The source's state moved: called after it did, in the order of its moves. Does not block.
   *
   * @param pos head of the image it now stands for
   */
  public void moved(Set<Dep> touched, long pos) {
    moves.add(touched);
    long from = Math.min(distributedPos + 1, pos);
    boolean surging = surging();
    for (Dep dep : touched) {
      Touch touch = Touch.of(dep);
      boolean mayWait = surging && Touch.mayWait(dep);
      index.of(dep).forEach(slot -> slot.touch(touch, from, mayWait));
    }
    failing.forEach(slot -> slot.touch(Touch.EVERYTHING, from));
    distributedPos = pos;
  }

  /** Adds a proxy that is not here yet; its first target is made at once. */
  public ProxySlot connect(ProxyFacts facts, AdsStream stream, PushLog log) {
    ProxySlot slot = new ProxySlot(this, facts, stream, log);
    slots.put(facts.key(), slot);
    surge.arrived();
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

  /** Many proxies come at once: each tells those before it of another endpoint. */
  public boolean surging() {
    return surge.on();
  }

  /** The slot has changes that wait: one timer for all of them. */
  void later(ProxySlot slot) {
    waiting.add(slot);
    if (!timed.getAndSet(true)) {
      patience.accept(this::due);
    }
  }

  private void due() {
    timed.set(false);
    for (ProxySlot slot : waiting) {
      waiting.remove(slot);
      slot.due();
    }
  }

  void failed(ProxySlot slot) {
    failing.add(slot);
  }

  void mended(ProxySlot slot) {
    failing.remove(slot);
  }

  void afterPatience(Runnable task) {
    patience.accept(task);
  }

  public Collection<ProxySlot> slots() {
    return Collections.unmodifiableCollection(slots.values());
  }

  void forget(ProxySlot slot) {
    slots.remove(slot.facts().key(), slot);
    waiting.remove(slot);
    failing.remove(slot);
    index.move(slot, slot.deps(), Set.of());
  }

  void enqueue(ProxySlot slot) {
    workers.execute(slot::work);
  }

  View view() {
    return source.view();
  }

  RecentMoves moves() {
    return moves;
  }

  long distributedPos() {
    return distributedPos;
  }

  DependencyIndex index() {
    return index;
  }
}
