package io.meshlog.bench.soak;

import io.meshlog.bench.soak.Journal.Promise;
import io.meshlog.bench.soak.Write.Verb;
import io.meshlog.demo.Http;
import io.meshlog.demo.layout.Layout;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The histories of all slots against what was acknowledged: each acknowledged PUT once, at its
 * position, and nothing that was refused.
 */
final class Histories {
  private final Layout layout;
  private final Http http;
  private final Journal journal;
  private final Findings findings;

  Histories(Layout layout, Http http, Journal journal, Findings findings) {
    this.layout = layout;
    this.http = http;
    this.journal = journal;
    this.findings = findings;
  }

  void check() {
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
    bySlot.forEach(this::check);
  }

  private void check(Slot slot, List<Promise> promises) {
    Map<String, String> values = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (JsonNode item : items(slot)) {
      String position = item.path("position").asString("");
      JsonNode after = item.path("after");
      String value = after.isObject() ? after.path("labels").path("soak").asString("?") : "deleted";
      values.put(position, value);
      if (!value.equals("deleted") && !seen.add(value)) {
        findings.add(slot.owner() + slot.path() + " has " + value + " twice in its history");
      }
      if (value.startsWith("refused")) {
        findings.add(slot.owner() + slot.path() + " has " + value + " in its history");
      }
    }
    for (Promise promise : promises) {
      Write write = promise.write();
      String expected = write.verb() == Verb.PUT ? "v" + write.number() : "deleted";
      String found = values.getOrDefault(promise.position(), "nothing");
      if (!found.equals(expected)) {
        findings.add(write + " was promised at " + promise.position() + ", where is " + found);
      }
    }
  }

  private List<JsonNode> items(Slot slot) {
    List<JsonNode> items = new ArrayList<>();
    URI api = Slot.ports(layout, slot.owner()).api();
    String next = slot.path() + "/history?size=1000";
    while (!next.isEmpty()) {
      Http.Answer answer = http.get(api.resolve(next));
      if (!answer.isOk()) {
        findings.add(slot.owner() + next + ": " + answer);
        return items;
      }
      answer.json().path("items").forEach(items::add);
      next = answer.json().path("next").asString("");
    }
    return items;
  }
}
