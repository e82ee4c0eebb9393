package io.meshlog.api.resource;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.naming.AddressRanges;
import io.meshlog.model.naming.Condition;
import io.meshlog.model.naming.ServiceNames;
import io.meshlog.model.naming.ServiceStatus;
import io.meshlog.model.naming.ServiceStatus.Outcome;
import io.meshlog.model.naming.Viewpoint;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.service.MeshMultiZoneServiceSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.types.PluginTypes;
import io.meshlog.store.insight.Glance;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of a resource and is not in the log: {@code status}, derived from the image that a
 * read answers from, and from what proxies are seen to do. Only zones give services names and
 * addresses; Global shows what a service's zone gives it.
 *
 * <p>Thread-safe. Remembers a mesh's names for as long as the image holds the same services and the
 * same generators.
 */
public final class Statuses {
  private static final int REMEMBERED = 256;

  private record Asked(ResourceType<?> kind, String mesh, Viewpoint from) {}

  /** Names, and the marks of what they follow from. */
  private record Known(Object services, Object generators, ServiceNames names) {}

  private final Map<Asked, Known> known = new ConcurrentHashMap<>();

  private final Function<String, Optional<Map<Glance.Key, Glance>>> proxies;

  private final AddressRanges ranges;

  /**
   * @param proxies what is known of the proxies of a mesh; empty while nothing can be
   */
  public Statuses(
      Function<String, Optional<Map<Glance.Key, Glance>>> proxies, AddressRanges ranges) {
    this.proxies = proxies;
    this.ranges = ranges;
  }

  /** What one answer shows. */
  final class Shown {
    private final View view;
    private final ProxyStatuses ofProxies;

    private Shown(View view) {
      this.view = view;
      this.ofProxies = new ProxyStatuses(view, proxies);
    }

    /** Empty when nothing is known. */
    ObjectNode of(Resource<?> resource) {
      ObjectNode status = Statuses.this.of(resource, view);
      if (resource.type().equals(CoreTypes.MESH_SERVICE)) {
        ofProxies.service(resource.as(CoreTypes.MESH_SERVICE), status);
      } else if (resource.type().equals(PluginTypes.WORKLOAD)) {
        ofProxies.workload(resource.as(PluginTypes.WORKLOAD), status);
      }
      return status;
    }
  }

  Shown in(View view) {
    return new Shown(view);
  }

  private ObjectNode of(Resource<?> resource, View view) {
    ObjectNode status = SpecJson.plain().createObjectNode();
    ResourceType<?> type = resource.type();
    if (ServiceNames.KINDS.contains(type)) {
      Viewpoint from = Viewpoint.on(resource, view.image());
      if (!from.self().isGlobal()) {
        names(new Asked(type, resource.mesh(), from), view)
            .status(resource.key())
            .ifPresent(found -> service(type, found, status));
      }
    }
    if (type.equals(CoreTypes.MESH_MULTI_ZONE_SERVICE)) {
      matched(resource.as(CoreTypes.MESH_MULTI_ZONE_SERVICE), view.image(), status);
    }
    return status;
  }

  private ServiceNames names(Asked asked, View view) {
    MeshImage image = view.image();
    Known before = known.get(asked);
    Object services = image.mark(asked.kind());
    Object generators = image.mark(PluginTypes.HOSTNAME_GENERATOR);
    if (before != null && before.services() == services && before.generators() == generators) {
      return before.names();
    }
    ServiceNames names = ServiceNames.of(image, asked.kind(), asked.mesh(), asked.from(), ranges);
    if (!view.past()) {
      if (known.size() >= REMEMBERED) {
        known.clear();
      }
      known.put(asked, new Known(services, generators, names));
    }
    return names;
  }

  private static void service(ResourceType<?> type, ServiceStatus found, ObjectNode status) {
    if (!found.vip().isEmpty()) {
      ObjectNode vip =
          type.equals(CoreTypes.MESH_EXTERNAL_SERVICE)
              ? status.putObject("vip")
              : status.putArray("vips").addObject();
      vip.put("ip", found.vip());
    }
    if (!found.hostnames().isEmpty()) {
      ArrayNode addresses = status.putArray("addresses");
      found.outcomes().stream()
          .filter(outcome -> !outcome.hostname().isEmpty())
          .forEach(outcome -> {
            ObjectNode address = addresses.addObject();
            address.put("hostname", outcome.hostname());
            address.put("origin", "HostnameGenerator");
            reference(outcome, address);
          });
    }
    if (!found.outcomes().isEmpty()) {
      ArrayNode generators = status.putArray("hostnameGenerators");
      for (Outcome outcome : found.outcomes()) {
        ObjectNode generator = generators.addObject();
        reference(outcome, generator);
        generator.putArray("conditions").addPOJO(outcome.condition());
      }
    }
  }

  private static void reference(Outcome outcome, ObjectNode parent) {
    parent.putObject("hostnameGeneratorRef").put("coreName", outcome.generator());
  }

  /** The MeshServices that a MeshMultiZoneService stands for. */
  private static void matched(
      Resource<MeshMultiZoneServiceSpec> service, MeshImage image, ObjectNode status) {
    List<ObjectNode> found =
        image
            .all(CoreTypes.MESH_SERVICE, service.mesh())
            .filter(each -> service.spec().selects(each.labels()))
            .map(each -> {
              ObjectNode node = SpecJson.plain().createObjectNode();
              node.put("name", each.displayName());
              node.put("namespace", "");
              node.put("zone", each.labels().getOrEmpty(Labels.ZONE));
              node.put("mesh", each.mesh());
              return node;
            })
            .toList();
    if (!found.isEmpty()) {
      status.putArray("meshServices").addAll(found);
    }
    status
        .putArray("conditions")
        .addPOJO(
            found.isEmpty()
                ? new Condition(
                    "MeshServicesMatched",
                    "False",
                    "NoMatchesFound",
                    "Selector does not match any MeshService in this zone")
                : new Condition(
                    "MeshServicesMatched",
                    "True",
                    "MatchesFound",
                    "Matched " + found.size() + " MeshService(s)"));
  }
}
