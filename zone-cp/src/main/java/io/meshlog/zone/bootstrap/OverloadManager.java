package io.meshlog.zone.bootstrap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What keeps a gateway alive under more than it can take (rest-and-dataplane-protocol.md 5.2). */
final class OverloadManager {
  private static final int MOST_CONNECTIONS = 50_000;
  private static final double SHRINK_HEAP_AT = 0.95;
  private static final double STOP_REQUESTS_AT = 0.98;
  private static final String HEAP = "envoy.resource_monitors.fixed_heap";

  private OverloadManager() {}

  /**
   * @param maxHeapBytes 0 when the heap is not limited
   */
  static Map<String, Object> of(long maxHeapBytes) {
    List<Map<String, Object>> monitors = new ArrayList<>();
    List<Map<String, Object>> actions = new ArrayList<>();
    if (maxHeapBytes > 0) {
      monitors.add(
          EnvoyBootstrap.extension(
              HEAP,
              "envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig",
              "maxHeapSizeBytes",
              maxHeapBytes));
      actions.add(action("envoy.overload_actions.shrink_heap", SHRINK_HEAP_AT));
      actions.add(action("envoy.overload_actions.stop_accepting_requests", STOP_REQUESTS_AT));
    }
    monitors.add(
        EnvoyBootstrap.extension(
            "envoy.resource_monitors.global_downstream_max_connections",
            "envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
            "maxActiveDownstreamConnections",
            MOST_CONNECTIONS));
    return EnvoyBootstrap.ordered(
        "refreshInterval", "0.25s", "resourceMonitors", monitors, "actions", actions);
  }

  private static Map<String, Object> action(String name, double threshold) {
    Map<String, Object> trigger =
        EnvoyBootstrap.ordered("name", HEAP, "threshold", Map.of("value", threshold));
    return EnvoyBootstrap.ordered("name", name, "triggers", List.of(trigger));
  }
}
