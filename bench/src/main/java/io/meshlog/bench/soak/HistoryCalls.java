package io.meshlog.bench.soak;

import io.meshlog.bench.soak.Histories.Item;
import io.meshlog.demo.Http;
import io.meshlog.demo.layout.Layout;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The history of a slot as its control plane tells it. */
final class HistoryCalls {
  private final Layout layout;
  private final Http http;
  private final Findings findings;

  HistoryCalls(Layout layout, Http http, Findings findings) {
    this.layout = layout;
    this.http = http;
    this.findings = findings;
  }

  List<Item> of(Slot slot) {
    List<Item> items = new ArrayList<>();
    URI api = Slot.ports(layout, slot.owner()).api();
    String next = slot.path() + "/history?size=1000";
    while (!next.isEmpty()) {
      Http.Answer answer = http.get(api.resolve(next));
      if (!answer.isOk()) {
        findings.add(slot.owner() + next + ": " + answer);
        return items;
      }
      answer.json().path("items").forEach(item -> items.add(item(item)));
      next = answer.json().path("next").asString("");
    }
    return items;
  }

  private static Item item(JsonNode json) {
    JsonNode after = json.path("after");
    return new Item(
        json.path("position").asString(""),
        after.isObject() ? after.path("labels").path("soak").asString("?") : "deleted");
  }
}
