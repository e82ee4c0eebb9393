package io.meshlog.bench.soak;

import io.meshlog.bench.soak.Journal.Promise;
import io.meshlog.bench.soak.Write.Verb;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The histories of all slots against what was acknowledged: each acknowledged PUT once, at its
 * position, and nothing that was refused.
 */
final class Histories {
  private final Journal journal;
  private final Findings findings;
  private long lost;

  /**
   * An event of a slot.
   *
   * @param position as a reply gives it
   * @param value that was written there, or {@code deleted}
   */
  record Item(String position, String value) {}

  Histories(Journal journal, Findings findings) {
    this.journal = journal;
    this.findings = findings;
  }

  /** Acknowledged writes that are not where they were promised. */
  long lost() {
    return lost;
  }

  void check(Function<Slot, List<Item>> history) {
    Map<Slot, List<Promise>> bySlot = new HashMap<>();
    journal
        .promises()
        .forEach(promise ->
            bySlot.computeIfAbsent(promise.write().slot(), s -> new ArrayList<>()).add(promise));
    Map<String, Write> byPosition = new HashMap<>();
    bySlot.values().stream()
        .flatMap(List::stream)
        .forEach(promise -> {
          Write other = byPosition.put(promise.position(), promise.write());
          if (other != null) {
            findings.add(
                other + " and " + promise.write() + " have position " + promise.position());
          }
        });
    bySlot.forEach((slot, promises) -> check(slot, promises, history.apply(slot)));
  }

  private void check(Slot slot, List<Promise> promises, List<Item> items) {
    Map<String, String> values = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (Item item : items) {
      values.put(item.position(), item.value());
      if (!item.value().equals("deleted") && !seen.add(item.value())) {
        findings.add(slot.owner() + slot.path() + " has " + item.value() + " twice in its history");
      }
      if (item.value().startsWith("refused")) {
        findings.add(slot.owner() + slot.path() + " has " + item.value() + " in its history");
      }
    }
    for (Promise promise : promises) {
      Write write = promise.write();
      String expected = write.verb() == Verb.PUT ? "v" + write.number() : "deleted";
      String found = values.getOrDefault(promise.position(), "nothing");
      if (!found.equals(expected)) {
        lost++;
        findings.add(write + " was promised at " + promise.position() + ", where is " + found);
      }
    }
  }
}
