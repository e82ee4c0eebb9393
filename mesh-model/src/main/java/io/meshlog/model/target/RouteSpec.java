package io.meshlog.model.target;

import java.util.List;
import java.util.Map;

/** A policy that other policies can aim at: MeshHTTPRoute. */
public interface RouteSpec extends PolicySpec {
  /**
   * One rule of a route.
   *
   * @param service value of {@code kuma.io/service} it is about, empty for any
   * @param matchesHash names its Envoy routes (policies.md 2.2 step 2)
   */
  record RouteRule(String service, String matchesHash) {}

  List<RouteRule> routeRules();

  /** The matches behind each {@link RouteRule#matchesHash}, for those who want to read them. */
  default Map<String, Object> matchesByHash() {
    return Map.of();
  }
}
