package io.meshlog.zone.push;

import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.XdsType;
import io.meshlog.zone.ads.AdsStream;
import io.meshlog.zone.ads.Target;
import io.meshlog.zone.push.ConfigSource.Outcome;
import io.meshlog.zone.push.ConfigSource.View;
import io.meshlog.zone.push.SlotState.Phase;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connected proxy: its newest config and what of it may be out of date. At most one worker at a
 * time generates for it; while its stream has not sent all of the last target, changes only add to
 * what is pending.
 */
public final class ProxySlot {
  private static final Logger LOG = LoggerFactory.getLogger(ProxySlot.class);

  private final PushEngine engine;
  private final ProxyFacts facts;
  private final AdsStream stream;
  private final PushLog log;
  private final AtomicReference<SlotState> state = new AtomicReference<>(SlotState.FRESH);

  // Written by the one worker that is at it; read by others for reports.
  private volatile @Nullable ProxyConfig config;
  private volatile Set<Dep> deps = Set.of();
  private volatile String trouble = "";

  /** The last generation gave no config: what was touched before it is not in {@link #config}. */
  private volatile boolean behind;

  /** First position that is not in {@link #config} because of it. Only the worker knows it. */
  private long behindSince = SlotState.NEVER;

  /** The newest target, from before the stream has it. */
  private volatile @Nullable Target offered;

  /** The newest target that the stream has. */
  private volatile @Nullable Target delivered;

  private volatile long offeredPos;
  private volatile long settledPos;

  ProxySlot(PushEngine engine, ProxyFacts facts, AdsStream stream, PushLog log) {
    this.engine = engine;
    this.facts = facts;
    this.stream = stream;
    this.log = log;
  }

  public ProxyFacts facts() {
    return facts;
  }

  public AdsStream stream() {
    return stream;
  }

  /** The newest config made for it; empty before the first. */
  public Optional<ProxyConfig> config() {
    return Optional.ofNullable(config);
  }

  /** Why its config could not be made from the newest state; empty when it could. */
  public String trouble() {
    return trouble;
  }

  /** Head of the newest image that its target was made from. */
  public long targetPos() {
    long distributed = engine.distributedPos();
    return upToDate() ? Math.max(offeredPos, distributed) : offeredPos;
  }

  /** Every change up to here that concerns this proxy is in force at it. */
  public long ackedPos() {
    long settled = settledPos;
    long distributed = engine.distributedPos();
    return upToDate() && settled == offeredPos ? Math.max(settled, distributed) : settled;
  }

  /**
   * To be asked after the engine's position was read: the other way round, a change that comes
   * between the two looks served before it is.
   */
  private boolean upToDate() {
    return state.get().phase() == Phase.IDLE && config != null && trouble.isEmpty();
  }

  // --- from the stream

  /** The stream has sent all of a target; of an older one than it has by now it means nothing. */
  public void taken(Target target) {
    if (offered == target) {
      boolean surging = engine.surging();
      advance(now -> now.taken(surging));
    }
  }

  /** The proxy has accepted all of a target. */
  public void settled(long pos) {
    settledPos = pos;
    log.accepted(pos);
  }

  /** The proxy refused an answer made from a target of this position. */
  public void refused(long pos, XdsType type, String reason) {
    log.refused(pos, type, reason);
  }

  /** The proxy is gone. */
  public void close() {
    state.updateAndGet(SlotState::closed);
    engine.forget(this);
    log.ended();
  }

  // --- from the engine

  /**
   * @param from first position of the log that touches it; {@link SlotState#NEVER} when none does
   */
  void touch(Touch touch, long from) {
    touch(touch, from, false);
  }

  /**
   * @param mayWait for the next due time of a surge, if the proxy has a config
   */
  void touch(Touch touch, long from, boolean mayWait) {
    boolean waits = mayWait && config != null;
    advance(current -> current.touched(touch, from, waits));
  }

  /** What waited is due. */
  void due() {
    advance(SlotState::due);
  }

  private void advance(UnaryOperator<SlotState> step) {
    SlotState before = state.getAndUpdate(step);
    SlotState after = step.apply(before);
    if (after.phase() == Phase.QUEUED && before.phase() != Phase.QUEUED) {
      engine.enqueue(this);
    } else if (after.phase() == Phase.WAITING && before.phase() != Phase.WAITING) {
      engine.later(this);
    } else if (after.heldUp() && !before.heldUp()) {
      waitOnlySoLong();
    }
  }

  /**
   * Goes on without the stream after a while. Never before the stream has the target, lest a newer
   * one overtake it.
   */
  private void waitOnlySoLong() {
    Target target = delivered;
    if (target != null && target == offered) {
      engine.afterPatience(() -> taken(target));
    }
  }

  /** On a worker. */
  void work() {
    SlotState before = state.getAndUpdate(SlotState::begun);
    if (before.phase() != Phase.QUEUED) {
      return;
    }
    boolean offering = false;
    long moves = engine.moves().count();
    long since = Math.min(before.since(), behindSince);
    try {
      offering = generate(before.pending(), since, moves);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      failed(e, moves, since);
    }
    if (!offering) {
      boolean surging = engine.surging();
      advance(now -> now.done(surging));
    }
  }

  /** The proxy keeps what it has. Trying again with the same input would fail again. */
  private void failed(Throwable why, long moves, long since) {
    trouble = String.valueOf(why);
    behind = true;
    behindSince = since;
    LOG.error("no config could be made for {}", facts.key(), why);
    engine.failed(this);
    if (state.get().phase() == Phase.CLOSED) {
      engine.forget(this);
    } else if (engine.moves().count() != moves) {
      touch(Touch.EVERYTHING, since);
    }
  }

  /**
   * @param moves of the state, counted before it is looked at
   */
  private boolean generate(Touch touch, long since, long moves) {
    View view = engine.view();
    ProxyConfig before = config;
    Optional<ProxyConfig> swapped =
        before != null && !behind && touch instanceof Touch.Parts(Set<Dep> touched)
            ? view.withEndpoints(facts, before, touched)
            : Optional.empty();
    Outcome outcome = swapped.<Outcome>map(Outcome.Made::new).orElseGet(() -> view.generate(facts));
    if (behind) {
      engine.mended(this);
    }
    return switch (outcome) {
      case Outcome.Made(ProxyConfig made) -> {
        trouble = "";
        behind = false;
        behindSince = SlotState.NEVER;
        config = made;
        depend(made.deps(), moves, view);
        yield offer(view, since, made);
      }
      case Outcome.NotYet(Set<Dep> awaited, String why) -> {
        trouble = why;
        behind = true;
        behindSince = Math.min(since, view.pos());
        depend(awaited, moves, view);
        yield false;
      }
    };
  }

  /** A change may have come between the look at the state and the entry in the index. */
  private void depend(Set<Dep> now, long moves, View view) {
    Set<Dep> before = deps;
    if (now.equals(before)) {
      return;
    }
    deps = now;
    engine.index().move(this, before, now);
    if (state.get().phase() == Phase.CLOSED) {
      engine.forget(this);
    } else {
      boolean surging = engine.surging();
      engine
          .moves()
          .since(moves)
          .ifPresentOrElse(
              touched ->
                  touched.stream()
                      .filter(now::contains)
                      .forEach(dep ->
                          touch(Touch.of(dep), view.pos() + 1, surging && Touch.mayWait(dep))),
              () -> touch(Touch.EVERYTHING, view.pos() + 1));
    }
  }

  private boolean offer(View view, long since, ProxyConfig made) {
    if (state.get().phase() == Phase.CLOSED) {
      return false;
    }
    // First, so that whoever sees the slot at a position finds the log there too.
    log.pushed(new PushLog.Push(view, Math.min(since, view.pos()), made));
    offeredPos = view.pos();
    Target target = new Target(view.pos(), made.resources());
    offered = target;
    if (state.updateAndGet(SlotState::offered).phase() != Phase.OFFERED) {
      return false;
    }
    stream.offer(target);
    delivered = target;
    if (state.get().heldUp()) {
      waitOnlySoLong();
    }
    return true;
  }

  Set<Dep> deps() {
    return deps;
  }

  @Override
  public String toString() {
    return facts.key() + " " + state.get();
  }
}
