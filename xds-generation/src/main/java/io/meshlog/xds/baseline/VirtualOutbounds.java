package io.meshlog.xds.baseline;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Gateway;
import io.meshlog.model.dataplane.DataplaneSpec.Outbound;
import io.meshlog.model.dataplane.DataplaneSpec.TransparentProxying;
import io.meshlog.model.naming.VirtualHost;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.service.ServicePort;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Dep.Called;
import io.meshlog.xds.Destination;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.baseline.Outbounds.Leading;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.VirtualServices;
import io.meshlog.xds.draft.VirtualServices.Named;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Outbounds at virtual addresses, and the names that lead there (xds-generation.md 3.6): one for
 * each port of each service that the proxy may reach, like any that a Dataplane says itself.
 */
public final class VirtualOutbounds {
  private VirtualOutbounds() {}

  /** Whether a proxy has any: where all traffic of its host is led to it, or it binds them. */
  public static boolean wanted(ProxyFacts facts, DataplaneSpec spec) {
    Gateway role = spec.net().gateway();
    return (Transparent.of(facts, spec).enabled() || facts.has(ProxyFacts.BIND_OUTBOUNDS))
        && (role == null || !role.builtin());
  }

  /**
   * Notes the names, too.
   *
   * @param outbounds what the Dataplane says, which goes before; they are added to it
   */
  static void add(ProxyDraft proxy, Supplier<VirtualServices> services, List<Leading> outbounds) {
    if (!wanted(proxy.facts(), proxy.dataplane().spec())) {
      return;
    }
    String mesh = proxy.mesh().name();
    proxy.dependsOn(new Dep.Names(mesh, new Called.First()));
    VirtualServices all = services.get();
    Adding adding = new Adding(outbounds);
    tagged(proxy, all, adding);
    Reachable.of(proxy).forEach(all.named(), each -> named(proxy, each, adding));
    names(proxy, all, outbounds);
  }

  private static void tagged(ProxyDraft proxy, VirtualServices all, Adding adding) {
    if (proxy.mesh().spec().exclusive()) {
      return;
    }
    Set<String> reachable = reachableServices(proxy);
    String mesh = proxy.mesh().name();
    if (reachable.isEmpty()) {
      proxy.dependsOn(new Dep.Names(mesh, new Called.Tagged()));
    }
    reachable.forEach(each -> proxy.dependsOn(new Dep.Names(mesh, new Called.ByService(each))));
    for (VirtualHost host : all.tagged()) {
      for (VirtualHost.Port port : host.ports()) {
        if (reachable.isEmpty() || reachable.contains(port.to().service())) {
          Outbound spec = new Outbound(host.address(), port.port(), port.to(), null);
          adding.add(spec, new Destination.Tagged(port.to()));
        }
      }
    }
  }

  private static Set<String> reachableServices(ProxyDraft proxy) {
    TransparentProxying said = proxy.dataplane().spec().net().transparentProxying();
    List<String> services = said == null ? null : said.reachableServices();
    return services == null ? Set.of() : Set.copyOf(services);
  }

  private static void named(ProxyDraft proxy, Reachable.Reached reached, Adding adding) {
    Named each = reached.service();
    if (each.address().isEmpty()) {
      return;
    }
    proxy
        .named(each.service())
        .ifPresent(service -> {
          for (ServicePort port : service.ports()) {
            if (reached.port(port.port())) {
              adding.add(
                  new Outbound(each.address(), port.port(), Tags.EMPTY, null),
                  new Destination.Port(
                      service.key(), service.kri().withSection(port.section()), port.port()));
            }
          }
        });
  }

  /** Of one address and port the first counts. */
  private static final class Adding {
    private final List<Leading> outbounds;
    private final Set<String> listening = new HashSet<>();

    Adding(List<Leading> outbounds) {
      this.outbounds = outbounds;
      outbounds.forEach(each -> listening.add(OutboundDraft.listenerName(each.spec())));
    }

    void add(Outbound spec, Destination to) {
      if (listening.add(OutboundDraft.listenerName(spec))) {
        outbounds.add(new Leading(spec, to));
      }
    }
  }

  /** Those that lead to a listener of this proxy; the first that has a name keeps it. */
  private static void names(ProxyDraft proxy, VirtualServices all, List<Leading> outbounds) {
    Set<String> listening =
        outbounds.stream().map(each -> each.spec().listenAddress()).collect(Collectors.toSet());
    SortedMap<String, String> names = new TreeMap<>();
    for (Named each : all.named()) {
      if (listening.contains(each.address())) {
        each.names().forEach(name -> names.putIfAbsent(name, each.address()));
      }
    }
    for (VirtualHost each : all.tagged()) {
      if (listening.contains(each.address())) {
        each.names().forEach(name -> names.putIfAbsent(name, each.address()));
      }
    }
    proxy.hostnames().putAll(names);
  }
}
