package io.meshlog.model.legacy.meshgateway;

import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec.Listener;
import io.meshlog.model.resource.Violations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Listeners on one port have to get along: one protocol, one limit, each its own hosts. */
record SharedPorts(List<Listener> listeners) {

  void validate(Violations at) {
    for (List<Integer> port : group(all(), Listener::port).values()) {
      if (group(port, listener -> String.valueOf(listener.protocol())).size() > 1) {
        port.forEach(i -> at.index(i).add("protocol conflicts with other listeners on this port"));
      }
    }
    for (List<Integer> port : group(all(), Listener::port).values()) {
      for (List<Integer> host : group(port, Listener::hosts).values()) {
        if (host.size() > 1) {
          host.forEach(i -> at.index(i).add("multiple listeners for hostname on this port"));
        }
      }
    }
    for (List<Integer> port : group(all(), Listener::port).values()) {
      List<Integer> limited =
          port.stream().filter(i -> listeners.get(i).connectionLimit() != 0).toList();
      if (group(limited, Listener::connectionLimit).size() > 1) {
        limited.forEach(
            i -> at.index(i).add("resources.connectionLimit", "conflicting values for this port"));
      }
    }
  }

  private List<Integer> all() {
    return IntStream.range(0, listeners.size()).boxed().toList();
  }

  private <K> Map<K, List<Integer>> group(List<Integer> some, Function<Listener, K> by) {
    return some.stream()
        .collect(
            Collectors.groupingBy(
                i -> by.apply(listeners.get(i)), LinkedHashMap::new, Collectors.toList()));
  }
}
