package io.meshlog.zone.status;

import io.meshlog.store.push.PushOutcome;
import io.meshlog.store.push.PushRow.Decision;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.zone.push.ConfigSource.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be stored of one stream. Immutable.
 *
 * @param entries oldest first
 * @param last the newest that is stored and was sent: its outcome may still change
 * @param changed whether its outcome did since it was stored
 * @param config the newest that was pushed
 */
record WaitingPushes(
    List<Entry> entries, @Nullable Entry last, boolean changed, @Nullable ProxyConfig config) {
  static final WaitingPushes NONE = new WaitingPushes(List.of(), null, false, null);

  WaitingPushes {
    entries = List.copyOf(entries);
  }

  /**
   * @param view and {@code config}: null once it is stored
   * @param missed pushes before it that it stands for as well
   * @param number of its row, 0 before it is stored
   */
  record Entry(
      @Nullable View view,
      @Nullable ProxyConfig config,
      long pos,
      long since,
      int missed,
      Decision decision,
      Instant at,
      int number) {
    Entry decided(Decision other) {
      return new Entry(view, config, pos, since, missed, other, at, number);
    }

    Entry stored(int row) {
      return new Entry(null, null, pos, since, missed, decision, at, row);
    }

    boolean sent() {
      return decision.outcome() != PushOutcome.UNCHANGED;
    }

    /** This one in place of an older one of which there will be no row. */
    Entry insteadOf(Entry older) {
      return new Entry(
          view,
          config,
          pos,
          Math.min(since, older.since),
          missed + older.missed + 1,
          older.sent() ? Decision.SENT : decision,
          at,
          number);
    }
  }

  Optional<ProxyConfig> newest() {
    return Optional.ofNullable(config);
  }

  Optional<Entry> amended() {
    return changed ? Optional.ofNullable(last) : Optional.empty();
  }

  /**
   * @param full too much waits: the newest that waits here gives way
   */
  WaitingPushes with(Entry entry, boolean full) {
    WaitingPushes before = entry.sent() ? superseded(entry.at()) : this;
    List<Entry> more = new ArrayList<>(before.entries);
    if (full && !more.isEmpty()) {
      more.add(entry.insteadOf(more.removeLast()));
    } else {
      more.add(entry);
    }
    return new WaitingPushes(more, before.last, before.changed, entry.config());
  }

  private WaitingPushes superseded(Instant at) {
    Decision superseded = new Decision(PushOutcome.SUPERSEDED, null, at);
    return decide(Long.MAX_VALUE, entry -> decided(entry, superseded));
  }

  /** The newest that was made from an image at or before this position. */
  WaitingPushes accepted(long pos, Decision decision) {
    return decide(pos, entry -> decided(entry, decision));
  }

  private static Entry decided(Entry entry, Decision decision) {
    return entry.decision().open() ? entry.decided(decision) : entry;
  }

  /** A refusal is never made up for by what came before it. */
  WaitingPushes refused(long pos, Decision decision) {
    return decide(
        pos,
        entry ->
            entry.decision().outcome() == PushOutcome.NACKED ? entry : entry.decided(decision));
  }

  private WaitingPushes decide(long pos, UnaryOperator<Entry> how) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      if (entry.sent() && entry.pos() <= pos) {
        Entry after = how.apply(entry);
        if (after == entry) {
          return this;
        }
        List<Entry> other = new ArrayList<>(entries);
        other.set(i, after);
        return new WaitingPushes(other, last, changed, config);
      }
    }
    if (last == null || last.pos() > pos) {
      return this;
    }
    Entry after = how.apply(last);
    return after == last ? this : new WaitingPushes(entries, after, true, config);
  }

  /** How many of the oldest have their outcome, or are older than this. */
  int due(Instant undecided) {
    int due = 0;
    while (due < entries.size()
        && (!entries.get(due).decision().open() || entries.get(due).at().isBefore(undecided))) {
      due++;
    }
    return due;
  }

  /**
   * Without the oldest, which are stored, and with nothing amended.
   *
   * @param first number of the first of them
   */
  WaitingPushes without(int due, int first) {
    Entry newLast = last;
    for (int i = 0; i < due; i++) {
      if (entries.get(i).sent()) {
        newLast = entries.get(i).stored(first + i);
      }
    }
    return new WaitingPushes(entries.subList(due, entries.size()), newLast, false, config);
  }
}
