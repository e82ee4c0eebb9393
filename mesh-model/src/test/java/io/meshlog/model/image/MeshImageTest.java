package io.meshlog.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.model.event.EventMeta;
import io.meshlog.model.event.MeshEvent;
import io.meshlog.model.event.MeshEvent.Deleted;
import io.meshlog.model.event.MeshEvent.EpochStarted;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.HashedName;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneIngressSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MeshImageTest {
  private static final Origin HERE = Origin.zone("zone-1");
  private static final Origin THERE = Origin.zone("zone-2");

  @Test
  void foldsRandomHistoriesTheSameInEverySplit() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<RecordedEvent> events = new ArrayList<>();
    for (int pos = 1; pos <= 120; pos++) {
      ResourceKey key =
          new ResourceKey(
              "ZoneIngress", "", random.nextBoolean() ? HERE : THERE, "i" + random.nextInt(6));
      events.add(
          at(
              pos,
              random.nextInt(4) == 0 ? new Deleted(key) : ingress(key, "" + random.nextInt(3))));
    }
    ReplayAssert.sameImageForEverySplit(HERE, events);
  }

  @Test
  void servesACopyUnderItsHashedNameAndItsOwnUnderTheirs() {
    MeshImage image =
        MeshImage.empty(HERE)
            .apply(
                List.of(
                    at(1, ingress(key(HERE, "door"), "")), at(2, ingress(key(THERE, "door"), ""))))
            .image();
    assertThat(image.find(CoreTypes.ZONE_INGRESS, "", "door")).map(Resource::origin).contains(HERE);
    assertThat(image.find(CoreTypes.ZONE_INGRESS, "", HashedName.of("", "door", "zone-2")))
        .map(Resource::origin)
        .contains(THERE);
  }

  @Test
  void aCopyOfAMeshKeepsItsName() {
    ResourceKey key = CoreTypes.MESH.key("", Origin.GLOBAL, "default");
    MeshImage image =
        MeshImage.empty(HERE)
            .apply(
                List.of(at(1, new Upserted<>(CoreTypes.MESH, key, Labels.EMPTY, MeshSpec.EMPTY))))
            .image();
    assertThat(image.find(CoreTypes.MESH, "", "default")).isPresent();
  }

  @Test
  void namesAKeyOnceHoweverOftenItChanged() {
    ResourceKey key = key(HERE, "door");
    MeshDelta delta =
        MeshImage.empty(HERE)
            .apply(List.of(at(1, ingress(key, "a")), at(2, ingress(key, "b"))))
            .delta();
    assertThat(delta.changes()).hasSize(1);
    assertThat(delta.changes().getFirst().before()).isNull();
    assertThat(delta.changes().getFirst().either().pos()).isEqualTo(2);
  }

  @Test
  void keepsTheTimeOfCreationThroughUpdates() {
    ResourceKey key = key(HERE, "door");
    MeshImage image =
        MeshImage.empty(HERE)
            .apply(List.of(at(1, ingress(key, "a")), at(2, ingress(key, "b"))))
            .image();
    Resource<?> resource = image.find(key).orElseThrow();
    assertThat(resource.created()).isEqualTo(Instant.ofEpochSecond(1));
    assertThat(resource.modified()).isEqualTo(Instant.ofEpochSecond(2));
  }

  @Test
  void globalsMeshHasTheNameWhileItIsThereAndAZonesOwnComesBack() {
    ResourceKey own = CoreTypes.MESH.key("", HERE, "default");
    ResourceKey global = CoreTypes.MESH.key("", Origin.GLOBAL, "default");
    MeshImage alone = MeshImage.empty(HERE).apply(List.of(at(1, mesh(own)))).image();
    MeshImage both = alone.apply(List.of(at(2, mesh(global)))).image();
    MeshImage later = both.apply(List.of(at(3, mesh(own)))).image();
    for (MeshImage image : List.of(both, later)) {
      assertThat(image.find(CoreTypes.MESH, "", "default").orElseThrow().key()).isEqualTo(global);
      assertThat(image.all(CoreTypes.MESH)).hasSize(1);
      assertThat(image.everything()).hasSize(2);
      assertThat(image.find(own)).isPresent();
    }
    MeshImage left = later.apply(List.of(at(4, new Deleted(global)))).image();
    assertThat(left.find(CoreTypes.MESH, "", "default").orElseThrow().key()).isEqualTo(own);
    MeshImage kept = later.apply(List.of(at(4, new Deleted(own)))).image();
    assertThat(kept.find(CoreTypes.MESH, "", "default").orElseThrow().key()).isEqualTo(global);
    MeshImage none = kept.apply(List.of(at(5, new Deleted(global)))).image();
    assertThat(none.all(CoreTypes.MESH)).isEmpty();
    assertThat(none.everything()).isEmpty();
  }

  private static MeshEvent mesh(ResourceKey key) {
    return new Upserted<>(CoreTypes.MESH, key, Labels.EMPTY, MeshSpec.EMPTY);
  }

  @Test
  void refusesAHoleAndARepetition() {
    MeshImage image =
        MeshImage.empty(HERE).apply(List.of(at(1, ingress(key(HERE, "a"), "")))).image();
    assertThatThrownBy(() -> image.apply(List.of(at(3, ingress(key(HERE, "a"), "")))))
        .hasMessage("position 3 does not follow 1");
    assertThatThrownBy(() -> image.apply(List.of(at(1, ingress(key(HERE, "a"), "")))))
        .hasMessage("position 1 does not follow 1");
  }

  @Test
  void onlyTheStartOfAnEpochMayLeap() {
    MeshImage image = MeshImage.empty(HERE).apply(List.of(at(9, new EpochStarted(2)))).image();
    assertThat(image.epoch()).isEqualTo(2);
    assertThat(image.head()).isEqualTo(9);
  }

  private static ResourceKey key(Origin origin, String name) {
    return CoreTypes.ZONE_INGRESS.key("", origin, name);
  }

  private static MeshEvent ingress(ResourceKey key, String zone) {
    return new Upserted<>(
        CoreTypes.ZONE_INGRESS, key, Labels.EMPTY, new ZoneIngressSpec(zone, null, null));
  }

  private static RecordedEvent at(long pos, MeshEvent event) {
    return new RecordedEvent(
        pos,
        1,
        new UUID(0, pos),
        pos,
        Instant.ofEpochSecond(pos),
        EventMeta.system("test"),
        event,
        null);
  }
}
