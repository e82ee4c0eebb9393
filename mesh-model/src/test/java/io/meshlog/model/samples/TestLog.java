package io.meshlog.model.samples;

import io.meshlog.model.event.EventMeta;
import io.meshlog.model.event.MeshEvent;
import io.meshlog.model.event.MeshEvent.Deleted;
import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.types.CoreTypes;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A log in memory, folded as it is written. Not for several threads. */
public final class TestLog {
  private final Map<ResourceKey, Long> versions = new HashMap<>();
  private MeshImage image;

  private TestLog(Origin self) {
    this.image = MeshImage.empty(self);
  }

  public static TestLog of(Origin self) {
    return new TestLog(self);
  }

  public MeshImage image() {
    return image;
  }

  public <S extends Spec> MeshImage.Step put(
      ResourceType<S> type, ResourceKey key, Labels labels, S spec) {
    return append(new Upserted<>(type, key, labels, spec), key);
  }

  /** Made by this control plane. */
  public <S extends Spec> MeshImage.Step put(
      ResourceType<S> type, String mesh, String name, Labels labels, S spec) {
    return put(type, type.key(mesh, image.self(), name), labels, spec);
  }

  public MeshImage.Step put(DataplaneBuilder dataplane) {
    return put(
        CoreTypes.DATAPLANE,
        dataplane.mesh(),
        dataplane.name(),
        dataplane.labels(image.self()),
        dataplane.spec(image.self()));
  }

  public MeshImage.Step delete(ResourceKey key) {
    return append(new Deleted(key), key);
  }

  private MeshImage.Step append(MeshEvent event, ResourceKey key) {
    long pos = image.head() + 1;
    long version = versions.merge(key, 1L, Long::sum);
    MeshImage.Step step =
        image.apply(
            List.of(
                new RecordedEvent(
                    pos,
                    1,
                    new UUID(0, pos),
                    version,
                    Instant.ofEpochSecond(pos),
                    EventMeta.system("test"),
                    event,
                    null)));
    image = step.image();
    return step;
  }
}
