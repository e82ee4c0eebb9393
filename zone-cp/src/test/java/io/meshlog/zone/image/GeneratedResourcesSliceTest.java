package io.meshlog.zone.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.service.MeshServiceSpec;
import io.meshlog.model.service.MeshServiceSpec.State;
import io.meshlog.model.service.ServicePort;
import io.meshlog.model.service.TargetPort;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.types.PluginTypes;
import io.meshlog.store.lease.LeaseListener;
import io.meshlog.zone.TestZone;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

/** policies.md 2.17, xds-generation.md 5.1 */
class GeneratedResourcesSliceTest {
  private static final ResourceKey WEB =
      CoreTypes.MESH_SERVICE.key("default", TestZone.SELF, "web");

  @Test
  void aZoneMakesTheServicesAndWorkloadsOfItsDataplanesAndTakesThemAway() throws Exception {
    try (TestZone zone = new TestZone();
        Generating _ = new Generating(zone, Duration.ofMillis(1_500))) {
      zone.put("{type: Mesh, name: default}");
      zone.put("{type: MeshService, mesh: default, name: mine, spec: {ports: [{port: 1}]}}");
      zone.put(dataplane("d-1", "http", "w-1"));
      zone.awaitImage(now -> workload(now).isPresent());
      assertThat(service(zone.store().live().current())).isEmpty();

      zone.put("{type: Mesh, name: default, meshServices: {mode: Everywhere}}");
      zone.awaitImage(now ->
          service(now)
              .map(Resource::spec)
              .map(MeshServiceSpec::state)
              .filter(State.Available::equals)
              .isPresent());
      Resource<MeshServiceSpec> made = service(zone.store().live().current()).orElseThrow();
      assertThat(made.spec().portsOrNone())
          .containsExactly(
              new ServicePort("main", 80, TargetPort.of(80), "http"),
              new ServicePort("81", 81, TargetPort.of(81), "tcp"));
      assertThat(made.labels().get(Generation.MANAGED_BY)).isEqualTo("meshservice-generator");
      assertThat(made.labels().get(Labels.DISPLAY_NAME)).isEqualTo("web");
      // A user's own is a user's own, whatever carries its name.
      assertThat(mine(zone.store().live().current()).labels().has(Generation.MANAGED_BY)).isFalse();
      assertThat(mine(zone.store().live().current()).spec().portsOrNone()).hasSize(1);

      // The ports of another that differ do not take over while one has those of before.
      zone.put(dataplane("a-2", "grpc", "w-1"));
      zone.append(new Command.Delete(WEB, Expected.ANY));
      zone.awaitImage(
          now -> service(now).filter(each -> each.created().isAfter(made.created())).isPresent());
      assertThat(
              service(zone.store().live().current())
                  .orElseThrow()
                  .spec()
                  .portsOrNone()
                  .getFirst()
                  .protocol())
          .isEqualTo("http");

      remove(zone, "d-1");
      zone.awaitImage(now ->
          service(now)
              .filter(each -> each.spec().portsOrNone().getFirst().protocol().equals("grpc"))
              .isPresent());
      assertThat(workload(zone.store().live().current())).isPresent();

      remove(zone, "a-2");
      zone.awaitImage(now -> workload(now).isEmpty());
      zone.awaitImage(now ->
          service(now).filter(each -> each.labels().has(Generation.GRACE_STARTED)).isPresent()
              || service(now).isEmpty());
      zone.awaitImage(now -> service(now).isEmpty());
      assertThat(mine(zone.store().live().current())).isNotNull();
    }
  }

  @Test
  void aServiceWhoseProxyComesBackStaysAndGoesWithTheMode() throws Exception {
    try (TestZone zone = new TestZone();
        Generating _ = new Generating(zone, Duration.ofHours(1))) {
      zone.put("{type: Mesh, name: default, meshServices: {mode: Exclusive}}");
      zone.put(dataplane("d-1", "http", "w-1"));
      zone.awaitImage(now -> service(now).isPresent());
      remove(zone, "d-1");
      zone.awaitImage(now ->
          service(now).filter(each -> each.labels().has(Generation.GRACE_STARTED)).isPresent());
      zone.put(dataplane("d-1", "http", "w-1"));
      zone.awaitImage(now ->
          service(now).filter(each -> !each.labels().has(Generation.GRACE_STARTED)).isPresent());
      zone.put("{type: Mesh, name: default}");
      zone.awaitImage(now -> service(now).isEmpty());
    }
  }

  /** As the zone's application puts it together. */
  private static final class Generating implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AutoCloseable image;

    Generating(TestZone zone, Duration grace) {
      GeneratedResources generated =
          new GeneratedResources(
              zone.store().live()::current,
              zone.store().log(),
              zone.housekeeping()::turn,
              threads,
              timer,
              new Generation(true, grace, Clock.systemUTC()));
      image = zone.store().live().subscribe(generated);
      zone.housekeeping()
          .listen(
              new LeaseListener() {
                @Override
                public void gained(long term) {
                  generated.gained();
                }

                @Override
                public void lost(long term) {}
              });
    }

    @Override
    public void close() throws Exception {
      image.close();
      timer.shutdownNow();
      threads.shutdown();
    }
  }

  private static String dataplane(String name, String protocol, String workload) {
    return "{type: Dataplane, mesh: default, name: "
        + name
        + ", labels: {kuma.io/workload: "
        + workload
        + "}, networking: {address: 192.168.0.1, inbound: ["
        + "{port: 80, name: main, tags: {kuma.io/service: web, kuma.io/protocol: "
        + protocol
        + "}},"
        + "{port: 81, tags: {kuma.io/service: web}},"
        + "{port: 82, tags: {kuma.io/service: Not_A_Name}},"
        + "{port: 83, tags: {kuma.io/service: mine}}]}}";
  }

  private static void remove(TestZone zone, String name) throws Exception {
    zone.append(
        new Command.Delete(CoreTypes.DATAPLANE.key("default", TestZone.SELF, name), Expected.ANY));
  }

  private static Optional<Resource<MeshServiceSpec>> service(MeshImage image) {
    return image.find(CoreTypes.MESH_SERVICE, "default", "web");
  }

  private static Resource<MeshServiceSpec> mine(MeshImage image) {
    return image.find(CoreTypes.MESH_SERVICE, "default", "mine").orElseThrow();
  }

  private static Optional<?> workload(MeshImage image) {
    return image.find(PluginTypes.WORKLOAD, "default", "w-1");
  }
}
