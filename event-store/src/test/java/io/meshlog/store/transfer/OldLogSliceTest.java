package io.meshlog.store.transfer;

import static io.meshlog.store.StoreFixture.appended;
import static io.meshlog.store.StoreFixture.putZone;
import static io.meshlog.store.StoreFixture.zoneKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.events.upcast.Upcaster;
import io.meshlog.events.upcast.Upcasters;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneSpec;
import io.meshlog.store.EventStore;
import io.meshlog.store.StoreFixture;
import io.meshlog.store.StoreOptions;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.rebuild.Projections;
import io.meshlog.store.transfer.LogExport.Range;
import io.meshlog.store.verify.LogVerifier;
import java.io.BufferedReader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A log from before version 1 of the payloads: a Zone then said {@code disabled}, and labels had
 * another name. With one event of a kind that only a later version knows.
 */
class OldLogSliceTest {
  private static final Upcasters UPCASTERS =
      new Upcasters(
          List.of(new Upcaster("io.meshlog.zone.upserted.v1", 0, OldLogSliceTest::fromZero)));

  private StoreFixture fixture;
  private String log;

  private static JsonNode fromZero(JsonNode old) {
    ObjectNode payload = (ObjectNode) old;
    ObjectNode spec = (ObjectNode) payload.get("spec");
    if (spec.has("disabled")) {
      spec.put("enabled", !spec.remove("disabled").asBoolean());
    }
    payload.set("labels", payload.remove("tags"));
    return payload;
  }

  @BeforeEach
  void open() throws Exception {
    fixture = StoreFixture.fresh();
    log =
        new String(
            Objects.requireNonNull(getClass().getResourceAsStream("/logs/before-version-1.jsonl"))
                .readAllBytes(),
            StandardCharsets.UTF_8);
    new LogImport(fixture.owner()).read(new BufferedReader(new StringReader(log)));
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private EventStore store() throws Exception {
    return fixture.open(Origin.GLOBAL, StoreOptions.DEFAULT.withUpcasters(UPCASTERS));
  }

  @Test
  void itIsFoldedAsIfItWereOfToday() throws Exception {
    MeshImage image = store().live().current();

    assertThat(image.head()).isEqualTo(5);
    assertThat(image.find(CoreTypes.ZONE, "", "a").orElseThrow().spec())
        .isEqualTo(new ZoneSpec(true, null, null));
    assertThat(image.find(CoreTypes.ZONE, "", "b").orElseThrow().labels())
        .isEqualTo(Labels.of("team", "blue"));
    assertThat(image.find(CoreTypes.ZONE, "", "c")).isEmpty();
  }

  @Test
  void anEventOfALaterKindChangesNothingAndBreaksNothing() throws Exception {
    EventStore store = store();

    assertThat(store.live().current().find(zoneKey("b")).orElseThrow().version()).isEqualTo(1);
    assertThat(new LogVerifier(fixture.dataSource()).verify().sound()).isTrue();
    assertThat(new Projections(fixture.owner()).rebuild().resources()).isZero();
    Appended next = appended(store.log(), putZone("b", false));
    assertThat(next.streamVersion()).isEqualTo(3);
    assertThat(new LogVerifier(fixture.dataSource()).verify().sound()).isTrue();
  }

  @Test
  void whatIsDecidedOnItSeesTheFormOfToday() throws Exception {
    EventStore store = store();
    Appended same = appended(store.log(), putZone("a", true));

    assertThat(same.changed()).isFalse();
    assertThat(appended(store.log(), putZone("a", false)).changed()).isTrue();
  }

  @Test
  void aSnapshotAndTheBaseOfItAreReadLikeIt() throws Exception {
    EventStore store = store();
    appended(store.log(), putZone("d", true));
    store.live().await(6, Duration.ofSeconds(20));
    fixture.removeUpTo(store, 5);
    assertThat(store().live().current().find(zoneKey("a")).orElseThrow().spec())
        .isEqualTo(new ZoneSpec(true, null, null));
    fixture.execute("delete from snapshot");
    assertThat(fixture.number("select floor_pos from log_meta")).isEqualTo(5);
    assertThat(store().live().current().find(zoneKey("a")).orElseThrow().spec())
        .isEqualTo(new ZoneSpec(true, null, null));
  }

  @Test
  void whatIsStoredStaysAsItWasWritten() throws Exception {
    store();
    StringWriter out = new StringWriter();
    new LogExport(fixture.dataSource()).write(Range.ALL, out);

    assertThat(out.toString()).isEqualTo(log);
    assertThat(
            SpecJson.parse(log.lines().skip(1).findFirst().orElseThrow()).path("mlschema").asInt())
        .isZero();
  }
}
