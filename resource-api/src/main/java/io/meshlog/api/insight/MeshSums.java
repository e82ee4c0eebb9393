package io.meshlog.api.insight;

import io.meshlog.api.insight.ServiceSum.Kind;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Gateway;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.insight.Glance;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a mesh holds and how its proxies stand, at one moment. Made from the image and a glance at
 * each proxy's insight: costs as much as the mesh has resources, and no insight is read whole.
 */
final class MeshSums {
  private static final String UNKNOWN = "unknown";

  final Count dataplanes = new Count();
  final Count standard = new Count();
  final Count builtin = new Count();
  final Count delegated = new Count();
  final SortedMap<String, Count> kumaDp = new TreeMap<>();
  final SortedMap<String, Count> envoy = new TreeMap<>();
  final SortedMap<String, Count> issued = new TreeMap<>();
  final SortedMap<String, Count> supported = new TreeMap<>();
  final SortedMap<String, ServiceSum> services = new TreeMap<>();

  /** By type, those of the mesh that there are. */
  final SortedMap<String, Integer> resources = new TreeMap<>();

  /** The policies among them. */
  final SortedMap<String, Integer> policies = new TreeMap<>();

  private MeshSums() {}

  /**
   * @param glances of the mesh's proxies, perhaps of others too
   */
  static MeshSums of(
      MeshImage image, String mesh, ResourceTypes types, Map<Glance.Key, Glance> glances) {
    MeshSums sums = new MeshSums();
    for (ResourceType<?> type : types.all()) {
      int number = type.isMeshScoped() ? (int) image.all(type, mesh).count() : 0;
      if (number > 0) {
        sums.resources.put(type.name(), number);
        if (type.policy().isPresent()) {
          sums.policies.put(type.name(), number);
        }
      }
    }
    image
        .all(CoreTypes.DATAPLANE, mesh)
        .forEach(
            dataplane -> sums.add(dataplane, glances.getOrDefault(key(dataplane), Glance.NOTHING)));
    image.all(ExternalServiceSpec.TYPE, mesh).forEach(sums::addExternal);
    return sums;
  }

  /** Where the insight of a proxy is found. */
  static Glance.Key key(Resource<?> proxy) {
    return new Glance.Key(proxy.mesh(), proxy.displayName(), proxy.origin().zone());
  }

  private void add(Resource<DataplaneSpec> dataplane, Glance glance) {
    DataplaneSpec spec = dataplane.spec();
    Standing standing = Standing.of(spec, glance.online());
    dataplanes.add(standing);
    Gateway gateway = spec.net().gateway();
    (gateway == null ? standard : gateway.builtin() ? builtin : delegated).add(standing);
    count(kumaDp, glance.kumaDp().isEmpty() ? UNKNOWN : glance.kumaDp(), standing);
    count(envoy, glance.envoy().isEmpty() ? UNKNOWN : glance.envoy(), standing);
    if (!glance.issuedBackend().isEmpty()) {
      count(issued, glance.issuedBackend(), standing);
    }
    glance.supportedBackends().forEach(backend -> count(supported, backend, standing));
    if (gateway != null) {
      service(
          gateway.tags().service(),
          gateway.builtin() ? Kind.GATEWAY_BUILTIN : Kind.GATEWAY_DELEGATED,
          dataplane,
          glance,
          glance.online());
    }
    Map<String, Boolean> served = new TreeMap<>();
    for (Inbound inbound : spec.net().inbounds()) {
      served.merge(inbound.tags().service(), inbound.healthy(), Boolean::logicalOr);
    }
    served.forEach((name, healthy) ->
        service(name, Kind.INTERNAL, dataplane, glance, glance.online() && healthy));
  }

  private static void count(SortedMap<String, Count> counts, String key, Standing standing) {
    counts.computeIfAbsent(key, none -> new Count()).add(standing);
  }

  private void service(
      String name, Kind kind, Resource<?> dataplane, Glance glance, boolean online) {
    if (!name.isEmpty()) {
      services
          .computeIfAbsent(name, none -> new ServiceSum(kind))
          .add(online, glance.issuedBackend(), zone(dataplane));
    }
  }

  private static String zone(Resource<?> dataplane) {
    String labelled = dataplane.labels().getOrEmpty(Labels.ZONE);
    return labelled.isEmpty() ? dataplane.origin().zone() : labelled;
  }

  private void addExternal(Resource<ExternalServiceSpec> external) {
    Tags tags = external.spec().tags();
    if (!tags.service().isEmpty()) {
      services
          .computeIfAbsent(tags.service(), none -> new ServiceSum(Kind.EXTERNAL))
          .in(tags.zone());
    }
  }

  int externalServices() {
    return (int) services.values().stream().filter(s -> s.kind() == Kind.EXTERNAL).count();
  }
}
