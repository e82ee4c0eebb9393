package io.meshlog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.demo.DemoOptions;
import io.meshlog.demo.DemoTopology;
import io.meshlog.demo.Http;
import io.meshlog.demo.layout.ControlPlanePorts;
import io.meshlog.demo.layout.ZoneLayout;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * The demo's topology with real Envoys and real traffic, one for all tests of a class: three
 * databases, a broker, Global, two zones. Each test leaves the topology as it found it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RunningMesh {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  DemoTopology topology;
  Http http;

  @BeforeAll
  void startTheTopology() {
    Path root = Path.of(System.getProperty("meshlog.root"));
    // Left there afterwards, for a look at the logs of what failed.
    Path state = root.resolve("bench/target/system-tests/mesh");
    topology = DemoTopology.start(DemoOptions.isolated(root, state));
    http = topology.http();
  }

  @AfterAll
  void stopTheTopology() {
    if (topology != null) {
      topology.close();
    }
  }

  /** The zones that answer 24 calls, sorted; "failed" among them when one fails. */
  List<String> answeringZones(URI uri, String header) {
    return Stream.generate(() -> http.get(uri, "x-to", header.isEmpty() ? "none" : header))
        .limit(24)
        .map(answer -> answer.isOk() ? answer.json().path("zone").asString() : "failed")
        .distinct()
        .sorted()
        .toList();
  }

  List<ZoneLayout> zones() {
    return topology.layout().zones();
  }

  ZoneLayout zone(String name) {
    return topology.layout().zone(name);
  }

  ControlPlanePorts global() {
    return topology.layout().global();
  }

  /** A call that demo-app of a zone makes through its sidecar. */
  static URI call(ZoneLayout from, String service, String path) {
    return from.demoApp().app().resolve("/call/" + service + path);
  }

  static URI api(ControlPlanePorts controlPlane, String path) {
    return controlPlane.api().resolve(path);
  }

  void put(ControlPlanePorts controlPlane, String path, String json) {
    Http.Answer answer = http.put(api(controlPlane, path), json);
    assertThat(answer.isOk()).as("PUT %s: %s", path, answer).isTrue();
  }

  void delete(ControlPlanePorts controlPlane, String path) {
    Http.Answer answer = http.delete(api(controlPlane, path));
    assertThat(answer.isOk()).as("DELETE %s: %s", path, answer).isTrue();
  }

  static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + PATIENCE + ": " + what);
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting: " + what, e);
      }
    }
  }
}
