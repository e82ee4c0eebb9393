package io.meshlog.api.insight;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How a Dataplane stands, as Kuma counts (rest-and-dataplane-protocol.md 3.3). */
enum Standing {
  ONLINE,
  OFFLINE,
  PARTIALLY_DEGRADED;

  /**
   * A gateway is what its proxy is. Any other is offline when nothing it listens with is ready,
   * also when it listens with nothing.
   */
  static Standing of(DataplaneSpec spec, boolean online) {
    if (!online) {
      return OFFLINE;
    }
    if (spec.net().gateway() != null) {
      return ONLINE;
    }
    List<Boolean> ready =
        Stream.concat(
                spec.net().inbounds().stream().map(Inbound::healthy),
                listeners(spec).map(Standing::ready))
            .toList();
    if (!ready.contains(true)) {
      return OFFLINE;
    }
    return ready.contains(false) ? PARTIALLY_DEGRADED : ONLINE;
  }

  private static Stream<Map<String, Object>> listeners(DataplaneSpec spec) {
    return Stream.ofNullable(spec.net().listeners()).flatMap(List::stream);
  }

  private static boolean ready(Map<String, Object> listener) {
    Object state = listener.get("state");
    return state == null || state.equals("Ready");
  }
}
