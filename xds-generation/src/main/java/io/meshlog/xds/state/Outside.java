package io.meshlog.xds.state;

import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.resource.Resource;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyKey;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a config was made from beside the image: no log holds it. With it, and the image, the state
 * can be made again.
 *
 * @param hosts what host names resolved to, of those the proxy's mesh or an ingress uses
 * @param unready services the config depends on of which some proxy has no certificate of the CA in
 *     force; none but in PERMISSIVE meshes, where alone it matters
 */
public record Outside(Map<String, String> hosts, Set<String> unready) {
  public static final Outside NOTHING = new Outside(Map.of(), Set.of());

  public Outside {
    hosts = Map.copyOf(hosts);
    unready = Set.copyOf(unready);
  }

  /** Of a config that this state gave. */
  public static Outside of(MeshState state, ProxyKey proxy, ProxyConfig config) {
    Map<String, String> hosts = new TreeMap<>();
    state
        .parts
        .named()
        .forEach((host, users) -> {
          String ip = state.parts.hosts().resolved().get(host);
          if (ip != null && users.stream().anyMatch(user -> concerns(user, proxy))) {
            hosts.put(host, ip);
          }
        });
    Set<String> unready = new TreeSet<>();
    state
        .mesh(proxy.mesh())
        .filter(mesh -> mesh.spec().enabledBackend().filter(CaBackend::permissive).isPresent())
        .ifPresent(mesh ->
            config.deps().stream()
                .flatMap(dep -> services(mesh, dep))
                .filter(service -> !mesh.tlsReady(service))
                .forEach(unready::add));
    return new Outside(hosts, unready);
  }

  private static Stream<String> services(MeshView mesh, Dep dep) {
    return switch (dep) {
      case Dep.Shape shape when shape.mesh().equals(mesh.name()) -> Stream.of(shape.service());
      case Dep.Named named ->
          mesh.named(named.service()).stream().flatMap(found -> found.services().stream());
      default -> Stream.empty();
    };
  }

  private static boolean concerns(Resource<?> user, ProxyKey proxy) {
    return proxy.mesh().isEmpty() || user.mesh().isEmpty() || user.mesh().equals(proxy.mesh());
  }

  /** The state of an image, as it was for a proxy of this mesh. */
  public MeshState over(MeshState bare, String mesh) {
    MeshState state = hosts.isEmpty() ? bare : bare.resolved(hosts).state();
    return state.mesh(mesh).map(view -> state.with(mesh, view.withUnready(unready))).orElse(state);
  }
}
