package io.meshlog.xds.golden;

import io.meshlog.model.resource.ResourceType;
import java.util.List;
import java.util.Map;

/**
 * What a record can hold, but no case of its policy can show, by the beginning of the aspect; each
 * with its reason.
 */
final class NotShown {
  /** There is only one word it can have. */
  private static final List<String> ONE_WORD = List.of("sni.type", "backendRef.kind");

  private static final Map<String, List<String>> OF =
      Map.ofEntries(
          // policies.md 1.2.1: rules without matches only
          Map.entry("MeshCircuitBreaker", List.of("field inbound.matches")),
          Map.entry("MeshTLS", List.of("field inbound.matches")),
          // it is about requests
          Map.entry(
              "MeshHTTPRoute",
              List.of(
                  "tcp",
                  // a copy goes to one place
                  "field to.rules.default.filters.requestMirror.backendRef.weight")),
          Map.entry("MeshFaultInjection", List.of("tcp")),
          Map.entry("MeshTrace", List.of("tcp")),
          // it is about neither
          Map.entry("MeshMetric", List.of("tcp", "http")),
          // policies.md 2.14: what each kind of modification looks at
          Map.entry(
              "MeshProxyPatch",
              List.of(
                  "field default.appendModifications.cluster.match.listener",
                  "field default.appendModifications.cluster.match.routeConfigurationName",
                  "field default.appendModifications.cluster.match.tags",
                  "field default.appendModifications.listener.match.listener",
                  "field default.appendModifications.listener.match.routeConfigurationName",
                  "field default.appendModifications.httpFilter.match.routeConfigurationName",
                  "field default.appendModifications.httpFilter.match.tags",
                  "field default.appendModifications.networkFilter.match.routeConfigurationName",
                  "field default.appendModifications.networkFilter.match.tags",
                  "field default.appendModifications.virtualHost.match.listener",
                  "field default.appendModifications.virtualHost.match.tags")));

  private NotShown() {}

  static boolean is(ResourceType<?> type, String aspect) {
    return ONE_WORD.stream().anyMatch(aspect::endsWith)
        || OF.getOrDefault(type.name(), List.of()).stream().anyMatch(aspect::startsWith);
  }
}
