package io.meshlog.model.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.decide.Command.Batch;
import io.meshlog.model.decide.Command.Delete;
import io.meshlog.model.decide.Command.DeleteMesh;
import io.meshlog.model.decide.Command.Put;
import io.meshlog.model.decide.Command.Within;
import io.meshlog.model.decide.CurrentState.Held;
import io.meshlog.model.decide.Decision.Accepted;
import io.meshlog.model.decide.Decision.Refused;
import io.meshlog.model.event.MeshEvent;
import io.meshlog.model.event.MeshEvent.Deleted;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DecideTest {
  private static final ResourceKey ZONE = CoreTypes.ZONE.key("", Origin.GLOBAL, "z1");
  private static final ResourceKey MESH = CoreTypes.MESH.key("", Origin.GLOBAL, "m1");

  @Test
  void givenNothingWhenPutThenCreated() {
    given().when(put(Expected.ANY)).thenCreated(upserted());
  }

  @Test
  void givenTheSameWhenPutThenNothingHappens() {
    given(ZONE).when(put(Expected.ANY)).thenEvents();
  }

  @Test
  void givenAnotherVersionWhenPutThenConflict() {
    given(ZONE).when(put(new Expected.ExactVersion(6))).thenRefused(Rejection.Conflict.class);
    given(ZONE).when(put(Expected.ABSENT)).thenRefused(Rejection.Conflict.class);
    given().when(put(new Expected.ExactVersion(7))).thenRefused(Rejection.Conflict.class);
  }

  @Test
  void givenTheExpectedVersionWhenDeletedThenDeleted() {
    given(ZONE).when(new Delete(ZONE, new Expected.ExactVersion(7))).thenEvents(new Deleted(ZONE));
  }

  @Test
  void givenNothingWhenDeletedThenNotFound() {
    given().when(new Delete(ZONE, Expected.ANY)).thenRefused(Rejection.NotFound.class);
  }

  @Test
  void givenAMeshWithDataplanesWhenDeletedThenRefused() {
    given(MESH, CoreTypes.DATAPLANE.key("m1", Origin.zone("z"), "dp"))
        .when(new DeleteMesh(MESH, Expected.ANY))
        .thenRefused(Rejection.Invalid.class);
  }

  @Test
  void givenAMeshWithDataplanesWhenDeletedEvenSoThenTheOwnOnesGoWithIt() {
    ResourceKey own = CoreTypes.DATAPLANE.key("m1", MESH.origin(), "own");
    ResourceKey copy = CoreTypes.DATAPLANE.key("m1", Origin.zone("z"), "copy");
    given(MESH, own, copy)
        .when(new DeleteMesh(MESH, Expected.ANY, true))
        .thenEvents(new Deleted(own), new Deleted(MESH));
  }

  @Test
  void givenAMeshWithSecretsWhenDeletedThenTheyGoWithIt() {
    ResourceKey secret = CoreTypes.SECRET.key("m1", Origin.GLOBAL, "s");
    given(MESH, secret)
        .when(new DeleteMesh(MESH, Expected.ANY))
        .thenEvents(new Deleted(secret), new Deleted(MESH));
  }

  @Test
  void givenItsMeshIsGoneWhenPutThenNotFound() {
    Within within = new Within(MESH, put(Expected.ANY));
    given().when(within).thenRefused(Rejection.NotFound.class);
    given(MESH).when(within).thenCreated(upserted());
    assertThat(within.touches()).containsExactlyInAnyOrder(MESH, ZONE);
  }

  @Test
  void givenOneRefusalWhenABatchThenNothingOfIt() {
    given()
        .when(new Batch(List.of(put(Expected.ANY), new Delete(MESH, Expected.ANY))))
        .thenRefused(Rejection.NotFound.class);
  }

  private static Put<ZoneSpec> put(Expected expected) {
    return new Put<>(CoreTypes.ZONE, ZONE, Labels.EMPTY, ZoneSpec.EMPTY, expected);
  }

  private static MeshEvent upserted() {
    return new Upserted<>(CoreTypes.ZONE, ZONE, Labels.EMPTY, ZoneSpec.EMPTY);
  }

  private static Given given(ResourceKey... live) {
    Map<ResourceKey, Held> held = new TreeMap<>();
    for (ResourceKey key : live) {
      held.put(
          key,
          new Held(
              7,
              Labels.EMPTY,
              key.type().equals("Dataplane")
                  ? new DataplaneSpec(null, null, null)
                  : ZoneSpec.EMPTY));
    }
    return new Given(held);
  }

  private record Given(Map<ResourceKey, Held> held) implements CurrentState {
    Then when(Command command) {
      return new Then(Decide.decide(command, this));
    }

    @Override
    public Optional<Held> find(ResourceKey key) {
      return Optional.ofNullable(held.get(key));
    }

    @Override
    public boolean holdsAny(String type, String mesh) {
      return held.keySet().stream().anyMatch(k -> k.type().equals(type) && k.mesh().equals(mesh));
    }

    @Override
    public List<ResourceKey> inMesh(String mesh) {
      return held.keySet().stream().filter(k -> k.mesh().equals(mesh)).toList();
    }
  }

  private record Then(Decision decision) {
    void thenEvents(MeshEvent... events) {
      assertThat(decision).isInstanceOf(Accepted.class);
      assertThat(((Accepted) decision).events()).isEqualTo(List.of(events));
    }

    void thenCreated(MeshEvent... events) {
      thenEvents(events);
      assertThat(((Accepted) decision).created()).isTrue();
    }

    void thenRefused(Class<? extends Rejection> reason) {
      assertThat(decision).isInstanceOf(Refused.class);
      assertThat(((Refused) decision).rejection()).isInstanceOf(reason);
    }
  }
}
