package io.meshlog.model.dataplane;

import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.dataplane.DataplaneSpec.Networking;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Fields;
import io.meshlog.model.resource.Violations;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Zone proxy listeners of a Dataplane (rest-and-dataplane-protocol.md 7.1). */
record ListenerRules(Networking net) {
  private static final Set<String> TYPES = Set.of("ZoneIngress", "ZoneEgress");

  void validate(Violations at) {
    if (net.listeners() == null) {
      return;
    }
    Set<String> inboundPlaces =
        net.inbounds().stream()
            .map(in -> DataplaneRules.address(net, in) + ':' + in.port())
            .collect(Collectors.toSet());
    Set<String> names =
        net.inbounds().stream()
            .map(Inbound::section)
            .collect(Collectors.toCollection(HashSet::new));
    Map<String, String> typeAt = new HashMap<>();
    List<Map<String, Object>> listeners = net.listeners();
    for (int i = 0; i < listeners.size(); i++) {
      Fields listener = Fields.of(listeners.get(i));
      Violations here = at.at("listeners", i);
      if (!TYPES.contains(listener.text("type"))) {
        here.add("type", "type must be ZoneIngress or ZoneEgress");
      }
      AddressRules.reachable(listener.text("address"), here.at("address"));
      AddressRules.port(listener.integer("port"), here.at("port"));
      String name = listener.text("name");
      if (!name.isEmpty() && !names.add(name)) {
        here.add("name", "name \"" + name + "\" must be unique across inbounds and listeners");
      }
      place(listener, typeAt, inboundPlaces, here);
    }
  }

  private static void place(
      Fields listener, Map<String, String> typeAt, Set<String> inbounds, Violations here) {
    String place = listener.text("address") + ':' + listener.integer("port");
    String type = listener.text("type");
    String other = typeAt.putIfAbsent(place, type);
    if (other != null) {
      String how =
          other.equals(type)
              ? " is already used by another listener"
              : " is used by listeners of different types";
      here.add("address:port " + place + how);
    }
    if (inbounds.contains(place)) {
      here.add("address:port " + place + " collides with an inbound listener");
    }
  }
}
