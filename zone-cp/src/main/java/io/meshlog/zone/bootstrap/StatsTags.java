package io.meshlog.zone.bootstrap;

import java.util.List;
import java.util.Map;

/** Parts of Envoy's statistics names that become tags. */
final class StatsTags {
  static final List<Map<String, Object>> ALL =
      List.of(
          tag("name", "^grpc\\.((.+)\\.)"),
          tag("status", "^grpc.*streams_closed(_([0-9]+))"),
          tag("kafka_name", "^kafka(\\.(\\S*[0-9]))\\."),
          tag("kafka_type", "^kafka\\..*\\.(.*)"),
          tag("worker", "(worker_([0-9]+)\\.)"),
          tag("listener", "((.+?)\\.)rbac\\."));

  private StatsTags() {}

  private static Map<String, Object> tag(String name, String regex) {
    return EnvoyBootstrap.ordered("tagName", name, "regex", regex);
  }
}
