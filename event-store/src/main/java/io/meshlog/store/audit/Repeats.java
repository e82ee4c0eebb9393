package io.meshlog.store.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedMap;

/**
 * Bounds the rows that a client makes which is refused over and over: the first of equal entries
 * passes at once, those that follow within a window become one more at its end. Entries that differ
 * are bounded by how many windows may be open. Pure; one thread at a time.
 */
final class Repeats {
  private final long window;
  private final int most;
  private final SequencedMap<AuditEntry.Sameness, Held> open = new LinkedHashMap<>();
  private long lost;

  /**
   * @param newest of the entries that are held back
   * @param times how many are
   * @param due when the window ends
   */
  private record Held(AuditEntry newest, int times, long due) {}

  /**
   * @param most windows that may be open at once; what would open one more is lost
   */
  Repeats(Duration window, int most) {
    this.window = window.toNanos();
    this.most = most;
  }

  /**
   * What is to be written now of entries that came at {@code now}, in their order. Call {@link
   * #due} before.
   *
   * @param now in nanoseconds, from whatever origin
   */
  List<AuditEntry> sift(Collection<AuditEntry> entries, long now) {
    SequencedMap<AuditEntry.Sameness, AuditEntry> first = new LinkedHashMap<>();
    for (AuditEntry entry : entries) {
      AuditEntry.Sameness same = entry.sameness();
      Held held = open.get(same);
      if (first.containsKey(same)) {
        first.merge(same, entry, (old, next) -> old.times(old.times() + next.times()));
      } else if (held != null) {
        open.put(same, new Held(entry, held.times() + entry.times(), held.due()));
      } else if (open.size() < most) {
        open.put(same, new Held(entry, 0, now + window));
        first.put(same, entry);
      } else {
        lost += entry.times();
      }
    }
    return List.copyOf(first.values());
  }

  /** Closes the windows that ended; what they held back is to be written now. */
  List<AuditEntry> due(long now) {
    List<AuditEntry> ended = new ArrayList<>();
    // They end in the order in which they began.
    Iterator<Map.Entry<AuditEntry.Sameness, Held>> each = open.entrySet().iterator();
    while (each.hasNext()) {
      Held held = each.next().getValue();
      if (held.due() - now > 0) {
        break;
      }
      each.remove();
      if (held.times() > 0) {
        ended.add(held.newest().times(held.times()));
      }
    }
    return ended;
  }

  /** Everything that is held back, however long its window would last. */
  List<AuditEntry> rest() {
    List<AuditEntry> rest =
        open.values().stream()
            .filter(held -> held.times() > 0)
            .map(held -> held.newest().times(held.times()))
            .toList();
    open.clear();
    return rest;
  }

  /** When the next window ends that holds something back or not; empty while none is open. */
  OptionalLong nextDue() {
    return open.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(open.firstEntry().getValue().due());
  }

  /** How many entries were lost since the last call, since too many windows were open. */
  long takeLost() {
    long taken = lost;
    lost = 0;
    return taken;
  }
}
