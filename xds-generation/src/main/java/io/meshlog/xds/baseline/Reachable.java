package io.meshlog.xds.baseline;

import io.meshlog.model.dataplane.DataplaneSpec.ReachableBackend;
import io.meshlog.model.dataplane.DataplaneSpec.ReachableBackends;
import io.meshlog.model.dataplane.DataplaneSpec.TransparentProxying;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Dep.Called;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.VirtualServices.Named;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which services by identity a proxy may reach at their virtual addresses: {@code
 * transparentProxying.reachableBackends}. Without it all, unless the mesh asks for it.
 *
 * @param all whether it is everything
 * @param ports of each that it may reach; an empty set means all of them
 */
record Reachable(boolean all, Map<ResourceKey, Set<Long>> ports) {
  /**
   * @param ports empty: all of them
   */
  record Reached(Named service, Set<Long> ports) {
    boolean port(int number) {
      return ports.isEmpty() || ports.contains((long) number);
    }
  }

  static Reachable of(ProxyDraft proxy) {
    TransparentProxying said = proxy.dataplane().spec().net().transparentProxying();
    ReachableBackends backends = said == null ? null : said.reachableBackends();
    String mesh = proxy.mesh().name();
    if (backends == null) {
      boolean all = !proxy.mesh().spec().onlyReachableBackends();
      if (all) {
        proxy.dependsOn(new Dep.Names(mesh, new Called.Named()));
      }
      return new Reachable(all, Map.of());
    }
    Map<ResourceKey, Set<Long>> ports = new HashMap<>();
    Set<ResourceKey> whole = new HashSet<>();
    for (ReachableBackend ref : refs(backends)) {
      for (ResourceKey key : keys(proxy, ref)) {
        proxy.dependsOn(new Dep.Names(mesh, new Called.ByKey(key)));
        Set<Long> known = ports.computeIfAbsent(key, none -> new HashSet<>());
        if (ref.port() == null) {
          whole.add(key);
        } else {
          known.add(ref.port());
        }
      }
    }
    whole.forEach(key -> ports.put(key, Set.of()));
    return new Reachable(false, ports);
  }

  private static List<ReachableBackend> refs(ReachableBackends backends) {
    return backends.refs() == null ? List.of() : backends.refs();
  }

  private static Set<ResourceKey> keys(ProxyDraft proxy, ReachableBackend ref) {
    String kind = text(ref.kind());
    if (!ref.labels().isEmpty()) {
      return proxy.allWithLabels(kind, ref.labels());
    }
    String mesh = proxy.mesh().name();
    Set<ResourceKey> found = new HashSet<>();
    // As in an outbound: the service of this zone, else Global's.
    Stream.of(Origin.zone(proxy.mesh().zone()), Origin.GLOBAL)
        .map(origin -> new ResourceKey(kind, mesh, origin, text(ref.name())))
        .filter(key -> proxy.named(key).isPresent())
        .findFirst()
        .ifPresent(found::add);
    return found;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** In the order of {@code services}. */
  void forEach(List<Named> services, Consumer<Reached> use) {
    for (Named service : services) {
      Set<Long> some = all ? Set.of() : ports.get(service.service());
      if (some != null) {
        use.accept(new Reached(service, some));
      }
    }
  }
}
