package io.meshlog.zone.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.event.MeshEvent;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.policy.PolicyTable;
import io.meshlog.xds.policy.meshtimeout.MeshTimeoutPolicy;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What a zone takes in after it was cut off, in the steps in which the importer appends it: 500
 * changed of 50,000 policies reach the proxies of their meshes, and no other hears of them.
 */
class ResyncPushTest {
  private static final Origin SELF = Origin.zone("zone-1");
  private static final int MESHES = 1_000;
  private static final int POLICIES = 50;
  private static final int CHANGED_MESHES = 10;
  private static final int STEP = 250;

  private long pos;
  private MeshImage image = MeshImage.empty(SELF);

  private MeshImage.Step fold(List<MeshEvent> events) {
    List<RecordedEvent> recorded = new ArrayList<>();
    for (MeshEvent event : events) {
      pos++;
      recorded.add(
          new RecordedEvent(
              pos,
              1,
              new UUID(0, pos),
              1,
              Instant.ofEpochSecond(pos),
              EventMeta.of("t"),
              event,
              null));
    }
    MeshImage.Step step = image.apply(recorded);
    image = step.image();
    return step;
  }

  private static MeshEvent timeout(int mesh, int policy, String connect) {
    String json =
        "{\"targetRef\":{\"kind\":\"Mesh\"},\"to\":[{\"targetRef\":{\"kind\":\"MeshService\","
            + "\"name\":\"s-%d\"},\"default\":{\"connectionTimeout\":\"%s\"}}]}"
                .formatted(policy % 10, connect);
    return new Upserted<>(
        MeshTimeoutPolicy.TYPE,
        MeshTimeoutPolicy.TYPE.key("m-" + mesh, Origin.GLOBAL, "t-" + policy),
        Labels.EMPTY,
        SpecJson.read(MeshTimeoutPolicy.TYPE, json));
  }

  private static MeshEvent dataplane(int mesh) {
    DataplaneSpec spec =
        SpecJson.read(
            CoreTypes.DATAPLANE,
            "{\"networking\":{\"address\":\"10.0.0.1\",\"inbound\":[{\"port\":80,\"tags\":"
                + "{\"kuma.io/service\":\"s-1\"}}],\"outbound\":[{\"port\":81,\"tags\":"
                + "{\"kuma.io/service\":\"s-1\"}}]}}");
    return new Upserted<>(
        CoreTypes.DATAPLANE, CoreTypes.DATAPLANE.key("m-" + mesh, SELF, "dp"), Labels.EMPTY, spec);
  }

  @Test
  void pushesToTheProxiesOfTheChangedPoliciesOnly() {
    List<MeshEvent> start = new ArrayList<>();
    for (int mesh = 0; mesh < MESHES; mesh++) {
      start.add(
          new Upserted<>(
              CoreTypes.MESH,
              CoreTypes.MESH.key("", Origin.GLOBAL, "m-" + mesh),
              Labels.EMPTY,
              MeshSpec.EMPTY));
      start.add(dataplane(mesh));
      for (int policy = 0; policy < POLICIES; policy++) {
        start.add(timeout(mesh, policy, "5s"));
      }
    }
    fold(start);
    MeshConfigs configs =
        new MeshConfigs(
            MeshState.of(image, mesh -> PolicyTable.empty()), (proxy, wanted) -> Certificates.NONE);
    List<Runnable> work = new ArrayList<>();
    PushEngine engine = new PushEngine(configs, work::add, later -> {});
    configs.listen((state, touched, offer) -> engine.moved(touched, state.image().head()));
    Map<Integer, ScriptedStream> streams = new HashMap<>();
    Map<Integer, ProxySlot> slots = new HashMap<>();
    for (int mesh = 0; mesh < MESHES; mesh++) {
      ScriptedStream stream = new ScriptedStream();
      streams.put(mesh, stream);
      slots.put(
          mesh,
          engine.connect(
              ProxyFacts.of(ProxyKey.dataplane("m-" + mesh, "dp")), stream, PushLog.NONE));
    }
    run(work);
    streams.values().forEach(stream -> assertThat(stream.offered).hasSize(1));
    slots.forEach((mesh, slot) -> slot.taken(streams.get(mesh).last));

    List<MeshEvent> changed = new ArrayList<>();
    for (int policy = 0; policy < POLICIES; policy++) {
      for (int mesh = 0; mesh < CHANGED_MESHES; mesh++) {
        changed.add(timeout(mesh, policy, "6s"));
      }
    }
    for (int from = 0; from < changed.size(); from += STEP) {
      MeshImage before = image;
      MeshImage.Step step = fold(changed.subList(from, from + STEP));
      configs.onStep(before, step.image(), step.delta());
    }
    assertThat(work.size()).as("tasks").isLessThanOrEqualTo(CHANGED_MESHES);
    run(work);
    streams.forEach((mesh, stream) ->
        assertThat(stream.offered)
            .as("targets of the proxy in mesh " + mesh)
            .hasSize(mesh < CHANGED_MESHES ? 2 : 1));
  }

  private static void run(List<Runnable> work) {
    List<Runnable> now = List.copyOf(work);
    work.clear();
    now.forEach(Runnable::run);
  }
}
