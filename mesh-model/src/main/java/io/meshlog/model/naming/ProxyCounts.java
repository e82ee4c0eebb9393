package io.meshlog.model.naming;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.service.MeshServiceSpec;
import io.meshlog.model.service.MeshServiceSpec.Selector;
import io.meshlog.model.service.ServicePort;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.workload.WorkloadSpec;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How the proxies of a service or a workload are, by what its zone's Dataplanes say.
 *
 * @param healthy of a service: those with a ready inbound for each of its ports; of a workload:
 *     those with any
 */
public record ProxyCounts(int healthy, int total) {

  /** The Dataplanes of its zone that a service selects. */
  public static List<Resource<DataplaneSpec>> of(
      MeshImage image, Resource<MeshServiceSpec> service) {
    Selector selector = service.spec().selector();
    return selector == null
        ? List.of()
        : sameZone(image, service).filter(proxy -> selects(selector, proxy)).toList();
  }

  /** The Dataplanes of its zone that carry a workload's name. */
  public static List<Resource<DataplaneSpec>> carrying(
      MeshImage image, Resource<WorkloadSpec> workload) {
    return sameZone(image, workload)
        .filter(proxy -> workload.displayName().equals(proxy.labels().get(Labels.WORKLOAD)))
        .toList();
  }

  private static Stream<Resource<DataplaneSpec>> sameZone(MeshImage image, Resource<?> resource) {
    return image
        .all(CoreTypes.DATAPLANE, resource.mesh())
        .filter(proxy -> proxy.origin().equals(resource.origin()));
  }

  private static boolean selects(Selector selector, Resource<DataplaneSpec> proxy) {
    return proxy.spec().net().inbounds().stream()
        .anyMatch(inbound -> selector.selects(proxy.displayName(), proxy.labels(), inbound.tags()));
  }

  public static ProxyCounts ofService(
      MeshServiceSpec service, List<Resource<DataplaneSpec>> proxies) {
    long healthy =
        proxies.stream()
            .filter(
                proxy -> service.portsOrNone().stream().allMatch(port -> ready(proxy.spec(), port)))
            .count();
    return new ProxyCounts((int) healthy, proxies.size());
  }

  public static ProxyCounts ofWorkload(List<Resource<DataplaneSpec>> proxies) {
    long healthy =
        proxies.stream()
            .filter(proxy -> proxy.spec().net().inbounds().stream().anyMatch(Inbound::healthy))
            .count();
    return new ProxyCounts((int) healthy, proxies.size());
  }

  private static boolean ready(DataplaneSpec proxy, ServicePort port) {
    return proxy.net().inbounds().stream()
        .anyMatch(inbound ->
            inbound.healthy()
                && port.target()
                    .isAt(inbound.port(), Objects.requireNonNullElse(inbound.name(), "")));
  }
}
