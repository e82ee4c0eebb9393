package io.meshlog.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Shows that folding does not depend on how the events were batched. */
public final class ReplayAssert {
  private ReplayAssert() {}

  /**
   * Folds the events in one step, one by one and at every two-way split, and demands one result.
   * Deltas, applied to the state before, must give the state after.
   */
  public static MeshImage sameImageForEverySplit(Origin self, List<RecordedEvent> events) {
    MeshImage whole = fold(MeshImage.empty(self), events);
    MeshImage single = MeshImage.empty(self);
    for (RecordedEvent event : events) {
      single = fold(single, List.of(event));
    }
    assertThat(content(single)).isEqualTo(content(whole));
    for (int split = 1; split < events.size(); split++) {
      MeshImage first = fold(MeshImage.empty(self), events.subList(0, split));
      MeshImage second = fold(first, events.subList(split, events.size()));
      assertThat(content(second)).as("split at %d", split).isEqualTo(content(whole));
      assertThat(second.head()).isEqualTo(whole.head());
    }
    return whole;
  }

  private static MeshImage fold(MeshImage image, List<RecordedEvent> events) {
    MeshImage.Step step = image.apply(events);
    Map<ResourceKey, Resource<?>> replayed = content(image);
    for (MeshDelta.Change change : step.delta().changes()) {
      assertThat(replayed.get(change.key())).isEqualTo(change.before());
      if (change.after() == null) {
        replayed.remove(change.key());
      } else {
        replayed.put(change.key(), change.after());
      }
    }
    assertThat(replayed).isEqualTo(content(step.image()));
    return step.image();
  }

  private static Map<ResourceKey, Resource<?>> content(MeshImage image) {
    return image.everything().collect(Collectors.toMap(Resource::key, Function.identity()));
  }
}
