package io.meshlog.xds.policy.meshhttproute;

import io.meshlog.model.target.PolicySpec;
import io.meshlog.xds.draft.GatewayHostDraft;
import io.meshlog.xds.draft.GatewayListenerDraft;
import io.meshlog.xds.gateway.Hostnames;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Conf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The hosts of one listener of a gateway: those that the listener and some route have in common. To
 * each go the routes of its own name first, then those of wider ones (policies.md 2.2, last
 * paragraph of the effect).
 *
 * @param confs one for each name of hosts that routes are for
 */
record GatewayHosts(GatewayListenerDraft listener, List<Conf> confs) {

  void add() {
    String own = listener.spec().hosts();
    Set<String> found = new LinkedHashSet<>();
    for (Conf conf : confs) {
      String host = host(conf);
      if (Hostnames.meet(own, host)) {
        found.add(Hostnames.contains(host, own) ? own : host);
      }
    }
    List<String> hosts = new ArrayList<>(found);
    hosts.sort(Hostnames.MOST_PARTICULAR_FIRST);
    for (String host : hosts) {
      if (!takenElsewhere(host)) {
        GatewayHostDraft draft = new GatewayHostDraft(host);
        draft.routes().addAll(RouteMaking.ofGateway(listener, confs(host, found)));
        listener.hosts().add(draft);
      }
    }
  }

  private static String host(Conf conf) {
    List<String> names = PolicySpec.orNone(conf.hostnames());
    return names.isEmpty() ? "*" : names.getFirst();
  }

  /** Those of the same or wider hosts; narrower ones have a host of their own. */
  private List<Conf> confs(String host, Set<String> found) {
    return confs.stream()
        .filter(conf -> Hostnames.meet(host, host(conf)))
        .filter(conf -> !found.contains(host(conf)) || Hostnames.contains(host(conf), host))
        .sorted(Comparator.comparing(GatewayHosts::host, Hostnames.MOST_PARTICULAR_FIRST))
        .toList();
  }

  /** By a listener of the same port with more particular hosts. */
  private boolean takenElsewhere(String host) {
    return listener.proxy().gateway().stream()
        .takeWhile(other -> other != listener)
        .filter(other -> other.port() == listener.port())
        .anyMatch(other -> Hostnames.contains(other.spec().hosts(), host));
  }
}
