package io.meshlog.store;

import static io.meshlog.store.StoreFixture.appended;
import static io.meshlog.store.StoreFixture.deleteZone;
import static io.meshlog.store.StoreFixture.putMesh;
import static io.meshlog.store.StoreFixture.putZone;

import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import java.util.Random;

/** Zones and meshes that come, change, go and come again, by a seed. */
public final class SampleHistory {
  private final EventStore store;
  private final Random random;

  public SampleHistory(EventStore store, long seed) {
    this.store = store;
    this.random = new Random(seed);
  }

  /** Goes on until so many events are in the log. */
  public void upTo(long head) throws Exception {
    while (store.reader().head().pos() < head) {
      String name = "n" + random.nextInt(9);
      switch (random.nextInt(4)) {
        case 0 -> StoreFixture.append(store.log(), StoreFixture.request(deleteZone(name)));
        case 1 ->
            appended(
                store.log(),
                putMesh(name, Labels.of("team", "t" + random.nextInt(99)), MeshSpec.EMPTY));
        default -> appended(store.log(), putZone(name, random.nextBoolean()));
      }
    }
    store.live().await(store.reader().head().pos(), java.time.Duration.ofSeconds(20));
  }
}
