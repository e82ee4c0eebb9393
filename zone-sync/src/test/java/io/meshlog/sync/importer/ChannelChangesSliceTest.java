package io.meshlog.sync.importer;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.sync.TestBroker;
import io.meshlog.sync.TestCp;
import io.meshlog.sync.Until;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ChannelChangesSliceTest {
  private static final Channel POLICY = Channel.parse("global.policy");

  @Test
  void aChangeGoesToWhomItsChannelConcernsAndToNobodyElse() throws Exception {
    List<String> meshes = new CopyOnWriteArrayList<>();
    List<String> others = new CopyOnWriteArrayList<>();
    try (TestCp global = TestCp.global(TestBroker.shared().emptied())) {
      global.putMesh("before");
      global.awaits(CoreTypes.MESH, "", Origin.GLOBAL, "before");
      try (ChannelChanges changes = new ChannelChanges(global.store().live())) {
        for (int i = 0; i < 50; i++) {
          changes.follow(Channel.parse("zone.z" + i + ".inventory"), c -> others.add(name(c)));
        }
        AutoCloseable first = changes.follow(POLICY, change -> meshes.add(name(change)));
        assertThat(meshes).as("what is there is told").containsExactly("before");

        global.putMesh("after");
        Until.holds("told", () -> meshes.contains("after"));
        first.close();
        global.putMesh("later");
        List<String> late = new CopyOnWriteArrayList<>();
        changes.follow(POLICY, change -> late.add(name(change)));
        Until.holds("told", () -> late.contains("later"));

        assertThat(meshes).containsExactly("before", "after");
        assertThat(late).containsExactlyInAnyOrder("before", "after", "later");
        assertThat(others).isEmpty();
      }
    }
  }

  private static String name(MeshDelta.Change change) {
    return change.key().name();
  }
}
