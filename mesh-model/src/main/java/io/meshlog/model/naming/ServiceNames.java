package io.meshlog.model.naming;

import io.meshlog.model.hostname.HostnameGeneratorSpec;
import io.meshlog.model.hostname.HostnameGeneratorSpec.Selector;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.naming.ServiceStatus.Outcome;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.LabelSelector;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.types.PluginTypes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names and addresses of the services of one kind in one mesh, as one control plane sees them. A
 * name belongs to the first that gets it: of the generators the zone's own come first, then the
 * older, then by name; of the services the older, then by name. Immutable, derived from an image
 * and from nothing else.
 */
public final class ServiceNames {
  private static final Comparator<Resource<?>> AGE =
      Comparator.<Resource<?>, Instant>comparing(Resource::created).thenComparing(Resource::name);

  private final Map<ResourceKey, ServiceStatus> byService;

  private ServiceNames(Map<ResourceKey, ServiceStatus> byService) {
    this.byService = byService;
  }

  /** The types whose resources have names. */
  public static final List<ResourceType<? extends Spec>> KINDS =
      List.of(
          CoreTypes.MESH_SERVICE,
          CoreTypes.MESH_EXTERNAL_SERVICE,
          CoreTypes.MESH_MULTI_ZONE_SERVICE);

  /** With addresses of Kuma's usual ranges. */
  public static ServiceNames of(
      MeshImage image, ResourceType<? extends Spec> kind, String mesh, Viewpoint view) {
    return of(image, kind, mesh, view, AddressRanges.DEFAULT);
  }

  public static ServiceNames of(
      MeshImage image,
      ResourceType<? extends Spec> kind,
      String mesh,
      Viewpoint view,
      AddressRanges ranges) {
    List<Resource<?>> services =
        image
            .all(kind, mesh)
            .<Resource<?>>map(each -> each)
            .filter(view::sees)
            .sorted(AGE)
            .toList();
    Map<ResourceKey, List<Outcome>> outcomes = new HashMap<>();
    services.forEach(service -> outcomes.put(service.key(), new ArrayList<>()));
    Map<String, Resource<?>> owners = new HashMap<>();
    for (Resource<HostnameGeneratorSpec> generator : generators(image, view)) {
      LabelSelector selector = selector(generator.spec(), kind);
      if (selector != null) {
        Namer namer = new Namer(generator.spec());
        for (Resource<?> service : services) {
          if (selector.matches(view.labels(service))) {
            outcomes
                .get(service.key())
                .add(outcome(view.name(generator), namer, service, view, owners));
          }
        }
      }
    }
    return new ServiceNames(statuses(services, outcomes, ranges));
  }

  private static Map<ResourceKey, ServiceStatus> statuses(
      List<Resource<?>> services, Map<ResourceKey, List<Outcome>> outcomes, AddressRanges ranges) {
    Map<ResourceKey, String> addresses = VirtualAddresses.of(services, ranges);
    Map<ResourceKey, ServiceStatus> statuses = new HashMap<>();
    outcomes.forEach((key, found) -> {
      found.sort(Comparator.comparing(Outcome::generator));
      statuses.put(key, new ServiceStatus(addresses.getOrDefault(key, ""), found));
    });
    return statuses;
  }

  private static List<Resource<HostnameGeneratorSpec>> generators(MeshImage image, Viewpoint view) {
    return image
        .all(PluginTypes.HOSTNAME_GENERATOR)
        .filter(view::sees)
        .sorted(
            Comparator.<Resource<HostnameGeneratorSpec>, Boolean>comparing(
                    generator -> !view.owns(generator))
                .thenComparing(AGE))
        .toList();
  }

  static @Nullable LabelSelector selector(HostnameGeneratorSpec spec, ResourceType<?> kind) {
    Selector selector = spec.selectorOrNone();
    if (kind.equals(CoreTypes.MESH_SERVICE)) {
      return selector.meshService();
    }
    return kind.equals(CoreTypes.MESH_EXTERNAL_SERVICE)
        ? selector.meshExternalService()
        : selector.meshMultiZoneService();
  }

  private static Outcome outcome(
      String generator,
      Namer namer,
      Resource<?> service,
      Viewpoint view,
      Map<String, Resource<?>> owners) {
    String name;
    try {
      name = namer.name(service, view.name(service), view.labels(service), view.self().zone());
    } catch (IllegalArgumentException e) {
      return new Outcome(generator, "", Condition.templateError(String.valueOf(e.getMessage())));
    }
    if (!AddressRules.subdomain(name)) {
      return new Outcome(
          generator,
          "",
          Condition.templateError("generated hostname \"" + name + "\" is not a valid DNS name"));
    }
    Resource<?> owner = owners.putIfAbsent(name, service);
    return owner == null || owner.key().equals(service.key())
        ? new Outcome(generator, name, Condition.generated())
        : new Outcome(generator, "", Condition.collision(owner.type().name(), view.name(owner)));
  }

  /** Of a service that was seen; empty for any other. */
  public Optional<ServiceStatus> status(ResourceKey service) {
    return Optional.ofNullable(byService.get(service));
  }
}
