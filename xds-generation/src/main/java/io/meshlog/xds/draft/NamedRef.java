package io.meshlog.xds.draft;

import io.meshlog.model.dataplane.DataplaneSpec.OutboundRef;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.service.ServicePort;
import io.meshlog.model.target.BackendRef;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Destination;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a port of a service by identity, in an outbound or a route.
 *
 * @param name empty when it is selected by labels. A name means the service of this zone, else
 *     Global's
 * @param port null when it is selected by section; of no interest where there is only one
 */
public record NamedRef(
    String type, String name, Labels labels, @Nullable Integer port, String section) {

  public static NamedRef of(OutboundRef ref) {
    return new NamedRef(ref.kind(), ref.name(), ref.labels(), ref.port(), "");
  }

  /** A reference that is {@link BackendRef#real}. */
  static NamedRef of(BackendRef ref) {
    return new NamedRef(
        ref.target().known().map(TargetKind::word).orElse(""),
        ref.target().nameOrEmpty(),
        ref.target().labelsOrEmpty(),
        ref.port(),
        ref.target().sectionOrEmpty());
  }

  /** What it means for this proxy, whose config depends on the answer, also on there being none. */
  public Optional<Destination.Port> in(ProxyDraft proxy) {
    return service(proxy).flatMap(proxy::named).flatMap(this::port);
  }

  private Optional<ResourceKey> service(ProxyDraft proxy) {
    String mesh = proxy.mesh().name();
    if (!labels.isEmpty()) {
      Map.Entry<String, String> one = labels.values().entrySet().iterator().next();
      proxy.dependsOn(new Dep.Labelled(mesh, type, one.getKey(), one.getValue()));
      return proxy.mesh().withLabels(type, labels);
    }
    return Stream.of(Origin.zone(proxy.mesh().zone()), Origin.GLOBAL)
        .map(origin -> new ResourceKey(type, mesh, origin, name))
        .filter(key -> proxy.named(key).isPresent())
        .findFirst();
  }

  /** A number stays the section even where the port has a name (xds-generation.md 3.1). */
  private Optional<Destination.Port> port(NamedService service) {
    boolean onlyOne = type.equals(CoreTypes.MESH_EXTERNAL_SERVICE.name());
    Optional<ServicePort> found =
        onlyOne
            ? service.ports().stream().findFirst()
            : section.isEmpty()
                ? service.port(Objects.requireNonNullElse(port, 0))
                : service.section(section);
    return found.map(each ->
        new Destination.Port(
            service.key(),
            service.kri().withSection(section.isEmpty() ? Integer.toString(each.port()) : section),
            each.port()));
  }
}
