package io.meshlog.model.revert;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.revert.RevertStep.Kind;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RevertStepTest {
  private final TestLog log = TestLog.of(Origin.GLOBAL);

  private static ResourceKey secret(String mesh, String name) {
    return CoreTypes.SECRET.key(mesh, Origin.GLOBAL, name);
  }

  private void putSecret(String mesh, String name, String label) {
    log.put(
        CoreTypes.SECRET, secret(mesh, name), Labels.of("v", label), new SecretSpec(null, null));
  }

  private static List<String> told(List<RevertStep> steps) {
    return steps.stream()
        .map(step -> step.kind() + " " + step.key().type() + ' ' + step.key().name())
        .toList();
  }

  @Test
  void bringsMeshesBeforeWhatTheyHoldAndTakesThemAfterIt() {
    MeshImage nothing = log.image();
    Samples.putMesh(log, "m", Samples.PLAIN);
    putSecret("m", "a", "1");
    putSecret("m", "b", "1");
    MeshImage all = log.image();

    assertThat(told(RevertStep.between(nothing, all, new RevertScope.Everything())))
        .containsExactly("CREATE Mesh m", "CREATE Secret a", "CREATE Secret b");
    assertThat(told(RevertStep.between(all, nothing, new RevertScope.Everything())))
        .containsExactly("DELETE Secret b", "DELETE Secret a", "DELETE Mesh m");
  }

  @Test
  void looksAtContentOnlyAndStaysInItsScope() {
    Samples.putMesh(log, "m", Samples.PLAIN);
    Samples.putMesh(log, "other", Samples.PLAIN);
    putSecret("m", "a", "1");
    putSecret("other", "a", "1");
    MeshImage then = log.image();
    putSecret("m", "a", "2");
    putSecret("m", "a", "1");
    Samples.putZone(log, Samples.ZONE_1, true);
    putSecret("other", "a", "2");
    Samples.putMesh(log, "other", Samples.STRICT);
    MeshImage now = log.image();

    assertThat(RevertStep.between(now, then, new RevertScope.OfMesh("m"))).isEmpty();
    assertThat(told(RevertStep.between(now, then, new RevertScope.OfMesh("other"))))
        .containsExactly("UPDATE Mesh other", "UPDATE Secret a");
    assertThat(told(RevertStep.between(now, then, new RevertScope.One(secret("other", "a")))))
        .containsExactly("UPDATE Secret a");
    assertThat(told(RevertStep.between(now, then, new RevertScope.Everything())))
        .containsExactly("UPDATE Mesh other", "UPDATE Secret a", "DELETE Zone zone-1");
  }

  /**
   * From any state to any earlier one: the result is that one, and nothing is ever without mesh.
   */
  @Test
  void leadsFromAnyStateToAnyOther() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<MeshImage> images = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String mesh = "m" + random.nextInt(3);
      boolean there = log.image().find(Samples.meshKey(mesh)).isPresent();
      switch (random.nextInt(5)) {
        case 0 -> Samples.putMesh(log, mesh, random.nextBoolean() ? Samples.PLAIN : Samples.STRICT);
        case 1 -> {
          if (there && random.nextInt(4) == 0) {
            log.image()
                .all(CoreTypes.SECRET, mesh)
                .map(Resource::key)
                .toList()
                .forEach(log::delete);
            log.delete(Samples.meshKey(mesh));
          }
        }
        default -> {
          if (there) {
            putSecret(mesh, "s" + random.nextInt(4), "v" + random.nextInt(3));
          }
        }
      }
      images.add(log.image());
    }
    for (int i = 0; i < 100; i++) {
      MeshImage now = images.get(random.nextInt(images.size()));
      MeshImage then = images.get(random.nextInt(images.size()));
      List<RevertStep> steps = RevertStep.between(now, then, new RevertScope.Everything());
      MeshImage after = RevertStep.after(now, steps);
      assertThat(content(after)).as("seed %s", seed).isEqualTo(content(then));
      assertThat(RevertStep.between(after, then, new RevertScope.Everything())).isEmpty();
      for (int done = 1; done <= steps.size(); done++) {
        assertThat(homeless(RevertStep.after(now, steps.subList(0, done))))
            .as("seed %s", seed)
            .isEmpty();
      }
      assertThat(steps).allMatch(step -> (step.kind() == Kind.CREATE) == (step.now() == null));
    }
  }

  private static Map<ResourceKey, Object> content(MeshImage image) {
    Map<ResourceKey, Object> content = new HashMap<>();
    image
        .everything()
        .forEach(
            resource -> content.put(resource.key(), List.of(resource.labels(), resource.spec())));
    return content;
  }

  private static Set<ResourceKey> homeless(MeshImage image) {
    Set<String> meshes = image.all(CoreTypes.MESH).map(Resource::name).collect(Collectors.toSet());
    Stream<ResourceKey> keys = image.all(CoreTypes.SECRET).map(Resource::key);
    return keys.filter(key -> !meshes.contains(key.mesh()))
        .collect(Collectors.toCollection(HashSet::new));
  }
}
