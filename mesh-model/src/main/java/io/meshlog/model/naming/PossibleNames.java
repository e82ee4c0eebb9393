package io.meshlog.model.naming;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.LabelSelector;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.types.PluginTypes;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The names of one service by every generator a control plane holds, whether or not another service
 * has the name already: what {@code _hostnames} answers. Global tells of a zone's service what its
 * own zone calls it and what the others do.
 */
public final class PossibleNames {
  private PossibleNames() {}

  /** By name, the zones it is for. */
  public static SortedMap<String, SortedSet<String>> of(MeshImage image, Resource<?> service) {
    SortedMap<String, SortedSet<String>> names = new TreeMap<>();
    List<String> zones = zones(image, service);
    List<Labels> sides = sides(image, service);
    image
        .all(PluginTypes.HOSTNAME_GENERATOR)
        .forEach(generator -> {
          LabelSelector selector = ServiceNames.selector(generator.spec(), service.type());
          Namer namer = new Namer(generator.spec());
          for (Labels labels : sides) {
            if (selector != null && selector.matches(labels)) {
              zones.forEach(zone ->
                  name(namer, service, labels, zone)
                      .ifPresent(
                          name -> names.computeIfAbsent(name, none -> new TreeSet<>()).add(zone)));
            }
          }
        });
    return names;
  }

  /** Empty when the template does not fit the service; its status says why. */
  private static Optional<String> name(
      Namer namer, Resource<?> service, Labels labels, String zone) {
    try {
      return Optional.of(namer.name(service, service.name(), labels, zone));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static List<String> zones(MeshImage image, Resource<?> service) {
    if (!service.origin().isGlobal()) {
      return List.of(service.origin().zone());
    }
    return image.self().isGlobal()
        ? image.all(CoreTypes.ZONE).map(Resource::name).toList()
        : List.of(image.self().zone());
  }

  private static List<Labels> sides(MeshImage image, Resource<?> service) {
    if (!image.self().isGlobal()) {
      return List.of(new Viewpoint(image.self()).labels(service));
    }
    return Stream.of(service.origin(), Origin.GLOBAL)
        .distinct()
        .map(side -> service.labels().with(Labels.ORIGIN, side.label()))
        .toList();
  }
}
