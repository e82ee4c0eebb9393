package io.meshlog.zone.status;

import io.meshlog.store.push.PushOutcome;
import io.meshlog.store.push.PushRow;
import io.meshlog.store.push.PushRow.Decision;
import io.meshlog.store.push.PushSink.Amendment;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.generate.GeneratorVersion;
import io.meshlog.zone.push.PushLog;
import io.meshlog.zone.status.WaitingPushes.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The pushes of one stream that are not stored yet, or whose outcome is not. Workers and the
 * stream's turn swap what waits; the recorder's one thread empties it and turns it into rows.
 */
final class PushSession implements PushLog {
  /** One row in so many is whole, the others tell what changed. */
  private static final int ROWS_PER_WHOLE = 64;

  private static final int LONGEST_REASON = 1_000;

  private final PushRecorder recorder;
  private final ProxyFacts facts;
  private final String id;
  private final String node;
  private final AtomicReference<WaitingPushes> waiting = new AtomicReference<>(WaitingPushes.NONE);
  private final AtomicBoolean queued = new AtomicBoolean();
  private volatile boolean ended;

  // Confined to the recorder's thread.
  private @Nullable ProxyConfig stored;
  private String storedOutside = "";
  private @Nullable PushRow lastRow;

  /** What is to be stored now. */
  record Batch(List<PushRow> rows, Optional<Amendment> amendment) {}

  /**
   * @param node what the proxy told of itself, JSON
   */
  PushSession(PushRecorder recorder, ProxyFacts facts, String id, String node) {
    this.recorder = recorder;
    this.facts = facts;
    this.id = id;
    this.node = node;
  }

  String id() {
    return id;
  }

  boolean over() {
    return ended;
  }

  /** Whether it is to be put into the recorder's queue: it is not there yet. */
  boolean enters() {
    return !queued.getAndSet(true);
  }

  void leaves() {
    queued.set(false);
  }

  boolean hasWaiting() {
    return !waiting.get().entries().isEmpty();
  }

  // --- from the push path

  @Override
  public void pushed(Push push) {
    long pos = push.view().pos();
    boolean same =
        waiting
            .get()
            .newest()
            .filter(before -> before.resources().equals(push.config().resources()))
            .isPresent();
    if (same && push.since() >= pos) {
      return;
    }
    Entry entry =
        new Entry(
            push.view(),
            push.config(),
            pos,
            push.since(),
            0,
            same ? Decision.UNCHANGED : Decision.SENT,
            recorder.now(),
            0);
    boolean full = recorder.full();
    step(now -> now.with(entry, full));
  }

  @Override
  public void accepted(long pos) {
    Instant at = recorder.now();
    step(now -> now.accepted(pos, new Decision(PushOutcome.ACKED, null, at)));
  }

  @Override
  public void refused(long pos, XdsType type, String reason) {
    Instant at = recorder.now();
    String text = type + ": " + shown(reason);
    step(now -> now.refused(pos, new Decision(PushOutcome.NACKED, text, at)));
  }

  /** Envoy may quote what it refuses. */
  private static String shown(String reason) {
    String text = reason.contains("PRIVATE KEY") ? "[redacted]" : reason.replace("\0", "");
    return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON);
  }

  @Override
  public void ended() {
    ended = true;
    recorder.due(this);
  }

  private void step(UnaryOperator<WaitingPushes> how) {
    WaitingPushes before = waiting.getAndUpdate(how);
    WaitingPushes after = how.apply(before);
    if (after != before) {
      recorder.moved(after.entries().size() - before.entries().size());
      recorder.due(this);
    }
  }

  // --- from the recorder's thread

  /** Takes what has its outcome, or was pushed before {@code undecided}, in order. */
  Batch take(Instant undecided) {
    Instant limit = ended ? Instant.MAX : undecided;
    int first = number() + 1;
    WaitingPushes before = waiting.getAndUpdate(now -> now.without(now.due(limit), first));
    int due = before.due(limit);
    recorder.moved(-due);
    List<PushRow> rows = new ArrayList<>(due);
    for (Entry entry : before.entries().subList(0, due)) {
      rows.add(row(entry));
    }
    return new Batch(
        rows, before.amended().map(last -> new Amendment(id, last.number(), last.decision())));
  }

  /** Says once more what is in force, whole, when its newest row is older than this. */
  Optional<PushRow> renewed(Instant older) {
    PushRow last = lastRow;
    ProxyConfig config = stored;
    if (ended || last == null || config == null || !last.pushedAt().isBefore(older)) {
      return Optional.empty();
    }
    return Optional.of(
        keep(
            new PushRow(
                last.proxy(),
                id,
                number() + 1,
                last.replica(),
                last.pos(),
                last.pos(),
                last.generator(),
                true,
                PushForm.resources(config, null),
                node,
                storedOutside,
                0,
                Decision.UNCHANGED,
                recorder.now())));
  }

  private PushRow row(Entry entry) {
    ProxyConfig config = Objects.requireNonNull(entry.config());
    String outside = PushForm.outside(Objects.requireNonNull(entry.view()).outside(facts, config));
    boolean whole = stored == null || number() % ROWS_PER_WHOLE == 0;
    boolean sameOutside = !whole && outside.equals(storedOutside);
    PushRow row =
        new PushRow(
            SessionName.of(facts.key()),
            id,
            number() + 1,
            recorder.replica(),
            entry.pos(),
            entry.since(),
            GeneratorVersion.current(),
            whole,
            PushForm.resources(config, whole ? null : stored),
            whole ? node : null,
            sameOutside ? null : outside,
            entry.missed(),
            entry.decision(),
            entry.at());
    stored = config;
    storedOutside = outside;
    return keep(row);
  }

  private PushRow keep(PushRow row) {
    lastRow = row;
    return row;
  }

  private int number() {
    return lastRow == null ? 0 : lastRow.number();
  }
}
