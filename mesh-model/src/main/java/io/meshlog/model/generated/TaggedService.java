package io.meshlog.model.generated;

import io.meshlog.model.admit.NameRules;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.resource.TagRules;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.service.MeshServiceSpec;
import io.meshlog.model.service.MeshServiceSpec.Selector;
import io.meshlog.model.service.ServicePort;
import io.meshlog.model.service.TargetPort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The MeshService of the proxies that carry one value of {@code kuma.io/service}, in meshes whose
 * {@code meshServices.mode} asks for it. Its ports are those of one proxy: of the first, unless the
 * ports it has are still those of another.
 */
public final class TaggedService {
  private TaggedService() {}

  /** The services that a proxy is part of and that can have the name of a resource. */
  public static Set<String> names(DataplaneSpec dataplane) {
    Set<String> names = new TreeSet<>();
    for (Inbound inbound : dataplane.net().inbounds()) {
      if (NameRules.dnsLabel(inbound.tags().service())) {
        names.add(inbound.tags().service());
      }
    }
    return names;
  }

  /**
   * @param proxies that carry the name, in order
   * @param before what is stored, null when nothing is; what was derived of it stays
   * @return empty when no proxy carries the name
   */
  public static Optional<MeshServiceSpec> of(
      String name, List<DataplaneSpec> proxies, @Nullable MeshServiceSpec before) {
    List<List<ServicePort>> offered =
        proxies.stream().map(proxy -> ports(name, proxy)).filter(list -> !list.isEmpty()).toList();
    if (offered.isEmpty()) {
      return Optional.empty();
    }
    List<ServicePort> ports =
        before != null && offered.contains(before.portsOrNone())
            ? before.portsOrNone()
            : offered.getFirst();
    return Optional.of(
        new MeshServiceSpec(
            before == null ? null : before.state(),
            new Selector(Tags.of(Tags.SERVICE, name), null, null),
            ports,
            before == null ? null : before.identities()));
  }

  /** Two inbounds on one port, at different addresses, are one port. */
  private static List<ServicePort> ports(String name, DataplaneSpec proxy) {
    Map<Integer, ServicePort> ports = new LinkedHashMap<>();
    for (Inbound inbound : proxy.net().inbounds()) {
      if (inbound.tags().service().equals(name)) {
        ports.putIfAbsent(
            inbound.port(),
            new ServicePort(
                inbound.section(),
                inbound.port(),
                TargetPort.of(inbound.port()),
                protocol(inbound)));
      }
    }
    return List.copyOf(ports.values());
  }

  private static String protocol(Inbound inbound) {
    String text = inbound.effectiveProtocol();
    return TagRules.protocol(text) || text.equals("tls") ? text : "tcp";
  }
}
