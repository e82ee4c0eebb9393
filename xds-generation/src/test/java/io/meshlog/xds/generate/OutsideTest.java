package io.meshlog.xds.generate;

import static io.meshlog.model.samples.DataplaneBuilder.aDataplane;
import static io.meshlog.model.samples.Samples.ZONE_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.samples.DataplaneBuilder;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.Outside;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A config can be made again from the image and what is said of the rest of its input. */
class OutsideTest {
  private static final List<String> SERVICES = List.of("a", "b", "c");
  private static final ProxyKey CALLER = ProxyKey.dataplane("default", "caller");

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theImageAndWhatIsOutsideOfItGiveTheConfigAgain(int round) {
    long seed = Long.getLong("meshlog.seed", new Random().nextLong());
    System.out.println("seed " + seed + " (repeat with -Dmeshlog.seed)");
    Random random = new Random(seed);
    TestLog log = TestLog.of(ZONE_1);
    Samples.putMesh(log, "default", Samples.PERMISSIVE);
    DataplaneBuilder caller = aDataplane("caller").at("10.0.0.1").inbound("caller", "http");
    for (int i = 0; i < SERVICES.size(); i++) {
      caller.outbound(10_000 + i, SERVICES.get(i));
    }
    log.put(caller);
    MeshState state = MeshState.of(log.image());
    boolean sawUnready = false;
    boolean sawHosts = false;
    for (int i = 0; i < 100; i++) {
      String name = "dp-" + random.nextInt(5);
      switch (random.nextInt(4)) {
        case 0 ->
            state =
                state
                    .certified(
                        ProxyKey.dataplane("default", name), random.nextBoolean() ? "ca-1" : null)
                    .state();
        case 1 -> {
          String host = "host-" + random.nextInt(3);
          state = state.resolved(Map.of(host, "10.9.0." + random.nextInt(3))).state();
        }
        default -> {
          DataplaneBuilder changed = aDataplane(name).at("host-" + random.nextInt(3));
          for (int port = 1; port <= 1 + random.nextInt(2); port++) {
            Tags tags = Tags.of(Tags.SERVICE, SERVICES.get(random.nextInt(3)));
            changed.inbound(port, 8_000 + port, tags, true);
          }
          MeshImage.Step step = log.put(changed);
          state = state.advance(step.image(), step.delta()).state();
        }
      }
      Generation made = Connected.generate(state, CALLER);
      assertThat(made).isInstanceOf(Generation.Ready.class);
      ProxyConfig config = ((Generation.Ready) made).config();
      Outside outside = Outside.of(state, CALLER, config);
      sawUnready |= !outside.unready().isEmpty();
      sawHosts |= !outside.hosts().isEmpty();

      MeshState again = outside.over(MeshState.of(log.image()), "default");

      assertThat(((Generation.Ready) Connected.generate(again, CALLER)).config().resources())
          .as("step " + i)
          .isEqualTo(config.resources());
    }
    assertThat(sawUnready && sawHosts).as("both kinds of input mattered").isTrue();
  }
}
