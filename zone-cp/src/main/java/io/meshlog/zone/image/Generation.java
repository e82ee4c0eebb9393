package io.meshlog.zone.image;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.generated.TaggedService;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.service.MeshServiceSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.types.PluginTypes;
import io.meshlog.model.workload.WorkloadSpec;
import io.meshlog.zone.image.GeneratedResources.Name;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about one name that Dataplanes carry (policies.md 2.17). A MeshService whose
 * last proxy went stays for a while, since proxies restart; a label says since when.
 *
 * @param services whether MeshServices are made at all
 * @param grace how long a MeshService outlives its last proxy
 */
public record Generation(boolean services, Duration grace, Clock clock) {
  static final String MANAGED_BY = "kuma.io/managed-by";
  static final String GRACE_STARTED = "kuma.io/deletion-grace-period-started-at";
  private static final String OF_SERVICES = "meshservice-generator";
  private static final String OF_WORKLOADS = "workload-generator";

  /** What is to be done. */
  sealed interface Step {}

  record Nothing() implements Step {}

  record Later(Duration in) implements Step {}

  record Act(Command command) implements Step {}

  /** Of a Mesh: empty when it has no MeshServices made. */
  static String mode(@Nullable Resource<?> mesh) {
    MeshSpec.MeshServices said =
        mesh == null ? null : mesh.as(CoreTypes.MESH).spec().meshServices();
    return said == null || said.mode() == null ? "" : said.mode();
  }

  /**
   * @param carriers the Dataplanes that carry the name, in order
   */
  Step of(Name name, MeshImage image, List<Resource<DataplaneSpec>> carriers) {
    Optional<Resource<MeshSpec>> mesh = image.find(CoreTypes.MESH, "", name.mesh());
    if (mesh.isEmpty()) {
      return new Nothing();
    }
    return switch (name.kind()) {
      case SERVICE -> service(name, image, mode(mesh.get()), carriers);
      case WORKLOAD -> workload(name, image, !carriers.isEmpty());
    };
  }

  private Step service(
      Name name, MeshImage image, String mode, List<Resource<DataplaneSpec>> carriers) {
    Resource<MeshServiceSpec> stored = own(CoreTypes.MESH_SERVICE, name, image);
    if (!services || stored != null && !made(stored, OF_SERVICES)) {
      return new Nothing();
    }
    if (mode.isEmpty()) {
      return stored == null ? new Nothing() : delete(stored);
    }
    Optional<MeshServiceSpec> wanted =
        TaggedService.of(
            name.name(),
            carriers.stream().map(Resource::spec).toList(),
            stored == null ? null : stored.spec());
    if (wanted.isEmpty()) {
      return stored == null ? new Nothing() : farewell(stored);
    }
    return put(CoreTypes.MESH_SERVICE, name, image, stored, wanted.get(), OF_SERVICES);
  }

  private Step workload(Name name, MeshImage image, boolean carried) {
    Resource<WorkloadSpec> stored = own(PluginTypes.WORKLOAD, name, image);
    if (stored != null && !made(stored, OF_WORKLOADS)) {
      return new Nothing();
    }
    if (carried) {
      return put(PluginTypes.WORKLOAD, name, image, stored, new WorkloadSpec(), OF_WORKLOADS);
    }
    return stored == null ? new Nothing() : delete(stored);
  }

  /** The first look notes when; one after the time takes it away. */
  private Step farewell(Resource<MeshServiceSpec> stored) {
    Instant now = clock.instant();
    Optional<Instant> since = since(stored);
    if (since.isEmpty()) {
      return new Act(
          new Command.Put<>(
              CoreTypes.MESH_SERVICE,
              stored.key(),
              stored.labels().with(GRACE_STARTED, Long.toString(now.getEpochSecond())),
              stored.spec(),
              new Expected.ExactVersion(stored.version())));
    }
    Duration left = Duration.between(now, since.get().plus(grace));
    return left.isPositive() ? new Later(left) : delete(stored);
  }

  private static Optional<Instant> since(Resource<?> stored) {
    try {
      return Optional.of(
          Instant.ofEpochSecond(Long.parseLong(stored.labels().getOrEmpty(GRACE_STARTED))));
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static <S extends Spec> @Nullable Resource<S> own(
      ResourceType<S> type, Name name, MeshImage image) {
    return image
        .find(type.key(name.mesh(), image.self(), name.name()))
        .map(found -> found.as(type))
        .orElse(null);
  }

  private static boolean made(Resource<?> stored, String by) {
    return by.equals(stored.labels().get(MANAGED_BY));
  }

  private static Step delete(Resource<?> stored) {
    return new Act(new Command.Delete(stored.key(), new Expected.ExactVersion(stored.version())));
  }

  private static <S extends Spec> Step put(
      ResourceType<S> type,
      Name name,
      MeshImage image,
      @Nullable Resource<S> stored,
      S wanted,
      String by) {
    ResourceKey key = type.key(name.mesh(), image.self(), name.name());
    Labels others = stored == null ? Labels.EMPTY : stored.labels().without(GRACE_STARTED);
    Labels labels =
        others
            .with(Labels.MESH, name.mesh())
            .with(Labels.DISPLAY_NAME, name.name())
            .with(MANAGED_BY, by)
            .with(Labels.ENV, "universal")
            .with(Labels.ZONE, image.self().zone())
            .with(Labels.ORIGIN, image.self().label());
    if (stored != null && stored.spec().equals(wanted) && stored.labels().equals(labels)) {
      return new Nothing();
    }
    return new Act(
        new Command.Put<>(
            type,
            key,
            labels,
            wanted,
            stored == null ? Expected.ABSENT : new Expected.ExactVersion(stored.version())));
  }
}
