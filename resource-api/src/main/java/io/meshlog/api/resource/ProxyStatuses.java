package io.meshlog.api.resource;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.naming.ProxyCounts;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.service.MeshServiceSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.workload.WorkloadSpec;
import io.meshlog.store.insight.Glance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the proxies behind services and workloads are. What connections say is asked once for each
 * mesh of an answer; without it, and of the past, only what Dataplanes say is shown. For one
 * answer, not for several threads.
 */
final class ProxyStatuses {
  private final View view;
  private final Function<String, Optional<Map<Glance.Key, Glance>>> source;
  private final Map<String, Optional<Map<Glance.Key, Glance>>> glances = new HashMap<>();

  /**
   * @param source what is known of the proxies of a mesh; empty while nothing can be
   */
  ProxyStatuses(View view, Function<String, Optional<Map<Glance.Key, Glance>>> source) {
    this.view = view;
    this.source = source;
  }

  private Optional<Map<Glance.Key, Glance>> known(String mesh) {
    return view.past() ? Optional.empty() : glances.computeIfAbsent(mesh, source);
  }

  /** Zeros are left out, as Kuma leaves them out of a MeshService. */
  void service(Resource<MeshServiceSpec> service, ObjectNode status) {
    MeshImage image = view.image();
    List<Resource<DataplaneSpec>> proxies = ProxyCounts.of(image, service);
    ProxyCounts counts = ProxyCounts.ofService(service.spec(), proxies);
    ObjectNode shown = status.putObject("dataplaneProxies");
    known(service.mesh())
        .ifPresent(known -> {
          put(shown, "connected", connected(proxies, known));
          String tls = tls(image, service.mesh(), proxies, known) ? "Ready" : "NotReady";
          status.putObject("tls").put("status", tls);
        });
    put(shown, "healthy", counts.healthy());
    put(shown, "total", counts.total());
  }

  private static void put(ObjectNode node, String name, int count) {
    if (count != 0) {
      node.put(name, count);
    }
  }

  /** Zeros are shown, as Kuma shows them of a Workload. */
  void workload(Resource<WorkloadSpec> workload, ObjectNode status) {
    List<Resource<DataplaneSpec>> proxies = ProxyCounts.carrying(view.image(), workload);
    ProxyCounts counts = ProxyCounts.ofWorkload(proxies);
    ObjectNode shown = status.putObject("dataplaneProxies");
    known(workload.mesh()).ifPresent(known -> shown.put("connected", connected(proxies, known)));
    shown.put("healthy", counts.healthy());
    shown.put("total", counts.total());
  }

  private static int connected(
      List<Resource<DataplaneSpec>> proxies, Map<Glance.Key, Glance> known) {
    return (int) proxies.stream().filter(proxy -> glance(proxy, known).online()).count();
  }

  /** Whether every proxy has a certificate of the mesh. */
  private static boolean tls(
      MeshImage image,
      String mesh,
      List<Resource<DataplaneSpec>> proxies,
      Map<Glance.Key, Glance> known) {
    return image
            .find(CoreTypes.MESH, "", mesh)
            .map(Resource::spec)
            .filter(MeshSpec::mtlsEnabled)
            .isPresent()
        && proxies.stream().noneMatch(proxy -> glance(proxy, known).issuedBackend().isEmpty());
  }

  private static Glance glance(Resource<?> proxy, Map<Glance.Key, Glance> known) {
    return known.getOrDefault(
        new Glance.Key(proxy.mesh(), proxy.displayName(), proxy.origin().zone()), Glance.NOTHING);
  }
}
