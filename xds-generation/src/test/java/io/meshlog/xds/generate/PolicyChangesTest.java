package io.meshlog.xds.generate;

import static io.meshlog.model.samples.Samples.ZONE_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.samples.TestLog;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.policy.Policies;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.state.Advance;
import io.meshlog.xds.state.MeshState;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Random sets of policies of all types over a mesh that has everything they can aim at: what
 * proxies have by steps is what a generator gives that sees the image for the first time.
 */
class PolicyChangesTest {
  private static final List<String> SERVICES = List.of("a", "b", "c");

  /** What a route as a whole can be the target of (policies.md 1.2.1). */
  private static final Set<String> ROUTED = Set.of("MeshTimeout", "MeshRetry", "MeshRateLimit");

  private static final int STEPS = 160;
  private static final int AT_MOST = 4_000;

  private final TestLog log = TestLog.of(ZONE_1);

  @Test
  void everyTypeByStepsIsWhatTheWholeGives() {
    long seed = Long.getLong("meshlog.seed", new Random().nextLong());
    System.out.println("seed " + seed + " (repeat with -Dmeshlog.seed)");
    Random random = new Random(seed);
    WholeMesh.put(log);
    MeshState state = MeshState.of(log.image());
    Connected connected = new Connected();
    for (ProxyKey proxy : WholeMesh.PROXIES) {
      connected.connect(state, proxy);
    }
    Set<String> idle = new TreeSet<>();
    Policies.ALL.forEach(policy -> idle.add(policy.type().name()));
    for (int i = 0; i < STEPS || !idle.isEmpty() && i < AT_MOST; i++) {
      Policy<?> policy = Policies.ALL.get(i % Policies.ALL.size());
      MeshImage.Step step = change(random, policy.type());
      List<Object> before = versions(connected);
      Advance advance = state.advance(step.image(), step.delta());
      state = advance.state();
      connected.step(advance);
      List<Object> after = versions(connected);
      if (!after.equals(before)) {
        idle.remove(policy.type().name());
      }
      assertThat(after)
          .as("step %d, a %s", i, policy.type())
          .isEqualTo(whole(MeshState.of(log.image())));
    }
    assertThat(idle).as("types that changed no proxy").isEmpty();
  }

  private static List<Object> versions(Connected connected) {
    return WholeMesh.PROXIES.stream().map(proxy -> versions(connected.of(proxy))).toList();
  }

  private static List<Object> whole(MeshState state) {
    return WholeMesh.PROXIES.stream()
        .map(proxy -> versions(Connected.generate(state, proxy)))
        .toList();
  }

  private static Object versions(Generation generation) {
    return switch (generation) {
      case Generation.Ready(ProxyConfig config) ->
          List.of(config.resources(), config.deps(), config.decisions());
      case Generation.Withheld withheld -> withheld;
    };
  }

  private <S extends Spec> MeshImage.Step change(Random random, ResourceType<S> type) {
    String name = "p-" + random.nextInt(2);
    Origin origin = random.nextInt(3) == 0 ? ZONE_1 : Origin.GLOBAL;
    var key = type.key("default", origin, name);
    if (random.nextInt(4) == 0 && log.image().find(key).isPresent()) {
      return log.delete(key);
    }
    Labels labels =
        origin.equals(ZONE_1)
            ? Labels.of(Labels.ZONE, "zone-1").with(Labels.ORIGIN, "zone")
            : Labels.EMPTY;
    String body = RandomPolicies.body(random, type.name(), SERVICES);
    String top =
        ROUTED.contains(type.name()) && random.nextInt(5) == 0
            ? RandomTargets.route(random)
            : RandomTargets.top(random, body, SERVICES);
    String spec = "{\"targetRef\":" + top + ',' + body + '}';
    return log.put(type, key, labels, SpecJson.read(type, spec));
  }
}
