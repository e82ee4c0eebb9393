package io.meshlog.xds.baseline;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshlog.model.dataplane.DataplaneSpec.TransparentProxying;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Names;
import io.meshlog.xds.draft.BackendDraft;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.draft.MeshFacts.Place;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.TcpDraft;
import io.meshlog.xds.secrets.MeshTls;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Instances that a transparent proxy lets its application call by their own addresses
 * (xds-generation.md 3.5, {@code directAccessServices}): a listener for each, all to one cluster.
 */
public final class DirectAccess {
  public static final String ORIGIN = "direct-access";
  public static final String CLUSTER = "direct_access";
  private static final String ANY = "*";

  private DirectAccess() {}

  /** After policies. Adds the cluster, too. */
  public static List<Listener> draft(ProxyDraft proxy) {
    TransparentProxying said = proxy.dataplane().spec().net().transparentProxying();
    List<String> services = said == null ? null : said.directAccessServices();
    if (services == null || services.isEmpty() || !proxy.redirects().enabled()) {
      return List.of();
    }
    Set<Place> places = new TreeSet<>();
    for (String service : services.contains(ANY) ? List.of(ANY) : services) {
      proxy.dependsOn(new Dep.Places(proxy.mesh().name(), service));
      places.addAll(service.equals(ANY) ? proxy.mesh().places() : proxy.mesh().places(service));
    }
    proxy.inbounds().forEach(own -> places.remove(new Place(own.address(), own.spec().port())));
    if (places.isEmpty()) {
      return List.of();
    }
    ClusterDraft cluster = Transparent.passthrough(CLUSTER);
    if (proxy.mesh().spec().enabledBackend().isPresent()) {
      cluster.tls(MeshTls.anyOf(proxy.mesh().name()));
    }
    proxy.addCluster(cluster);
    List<Listener> listeners = new ArrayList<>();
    places.forEach(place -> listeners.add(listener(place, cluster, proxy)));
    return listeners;
  }

  private static Listener listener(Place place, ClusterDraft cluster, ProxyDraft proxy) {
    String name = CLUSTER + '_' + Names.hostPort(place.address(), place.port());
    TcpDraft tcp = new TcpDraft(name);
    tcp.backends().add(new BackendDraft(cluster, 1));
    tcp.proxy().addAllAccessLog(proxy.directLogs().apply(name));
    return Listener.newBuilder()
        .setName(name)
        .setTrafficDirection(TrafficDirection.OUTBOUND)
        .setAddress(Values.socket(place.address(), place.port()))
        .setBindToPort(BoolValue.of(false))
        .addFilterChains(FilterChain.newBuilder().addFilters(tcp.freeze()))
        .build();
  }
}
