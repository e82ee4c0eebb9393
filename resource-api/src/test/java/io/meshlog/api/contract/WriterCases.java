package io.meshlog.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi;
import io.meshlog.api.RunningApi.Answer;
import io.meshlog.model.resource.Form;
import io.meshlog.model.resource.ResourceType;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** Who may write a type (rest-and-dataplane-protocol.md 2.6, 2.7 and the tables of 3). */
final class WriterCases {
  private static final String ZONE_TEXT =
      "On zone control plane you can only modify zone resources with 'kumactl apply' or via the"
          + " HTTP API. You can still use 'kumactl' or the HTTP API to modify the rest of the"
          + " resource on the global control plane.\n";

  private WriterCases() {}

  static void atGlobal(RunningApi global, ResourceType<?> type) {
    Served at = new Served(global, type);
    if (!type.writers().global()) {
      refused(
          at,
          "On global control plane you can not modify "
              + type.name().toLowerCase(Locale.ROOT)
              + " resources with 'kumactl apply' or via the HTTP API. You can still use 'kumactl' or"
              + " the HTTP API to modify them on the zone control plane.\n");
      return;
    }
    ObjectNode ofZone = at.named("writer");
    ofZone.putObject("labels").put("kuma.io/origin", "zone");
    Answer refused = at.refused(400, () -> at.put(at.item("writer"), ofZone));
    Served.fields(refused, "Could not process a resource", List.of("labels[\"kuma.io/origin\"]"));
    assertThat(refused.json().at("/invalid_parameters/0/reason").asString())
        .isEqualTo("the origin label must be set to 'global'");
    at.with(
        "writer",
        () -> {
          var labels = global.get(at.item("writer")).json().path("labels");
          assertThat(labels.has("kuma.io/origin")).as("not computed at Global").isFalse();
          assertThat(labels.has("kuma.io/zone")).isFalse();
          assertThat(labels.has("kuma.io/mesh")).isEqualTo(type.isMeshScoped());
        });
  }

  static void inFederation(RunningApi zone, ResourceType<?> type) {
    Served at = new Served(zone, type);
    if (!type.writers().zone()) {
      refused(at, ZONE_TEXT);
      return;
    }
    if (type.isMeshScoped()) {
      // Its mesh has not come from Global yet.
      at.refused(404, () -> at.put(at.item("writer"), at.named("writer")));
      return;
    }
    if (type.form() == Form.NESTED) {
      Answer refused = at.refused(400, () -> at.put(at.item("writer"), at.named("writer")));
      Served.fields(refused, "Could not process a resource", List.of("labels[\"kuma.io/origin\"]"));
      return;
    }
    at.with("writer", () -> {});
  }

  /** Before the mesh is looked up, the body read, or the user asked. */
  private static void refused(Served at, String detail) {
    List<Supplier<Answer>> requests =
        List.of(
            () -> at.put(at.item("writer"), at.named("writer")),
            () -> at.send("PUT", at.item("writer"), "nonsense", "application/json"),
            () -> at.put(at.item("writer"), at.named("writer"), "X-Forwarded-For", "10.1.1.1"),
            () -> at.api().delete(at.item("absent")));
    for (Supplier<Answer> request : requests) {
      Answer answer = at.refused(405, request);
      assertThat(answer.json().path("title").asString()).isEqualTo("Method not allowed");
      assertThat(answer.json().path("detail").asString()).isEqualTo(detail);
    }
    if (at.type().isMeshScoped()) {
      at.refused(405, () -> at.api().delete(at.collectionIn("nowhere") + "/absent"));
    }
    assertThat(at.api().get("/" + at.type().path()).status()).isEqualTo(200);
  }
}
