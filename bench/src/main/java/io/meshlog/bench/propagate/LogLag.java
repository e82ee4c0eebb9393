package io.meshlog.bench.propagate;

import io.meshlog.bench.Percentiles;
import io.meshlog.demo.Http;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How long events take from Global's log into a zone's, by the times that both logs keep: without
 * REST, generation and proxies, what the sync itself takes. Both are of one machine's clock.
 */
final class LogLag {
  /** As many as one page of a history holds. */
  private static final int NEWEST = 100;

  private LogLag() {}

  /** Of the newest events about one MeshTimeout of Global. */
  static Percentiles between(Http http, URI global, URI zone, String name) {
    Map<Long, Instant> written = times(http, global, name);
    Map<Long, Instant> taken = times(http, zone, name);
    List<Long> nanos =
        taken.entrySet().stream()
            .filter(entry -> written.containsKey(entry.getKey()))
            .map(entry -> Duration.between(written.get(entry.getKey()), entry.getValue()).toNanos())
            .toList();
    return Percentiles.of(nanos);
  }

  /** By the resource's version, which a copy has in common with its original. */
  private static Map<Long, Instant> times(Http http, URI api, String name) {
    Http.Answer answer = http.get(api.resolve("/history?type=MeshTimeout&size=" + NEWEST));
    if (!answer.isOk()) {
      throw new IllegalStateException("no history: " + answer);
    }
    Map<Long, Instant> times = new HashMap<>();
    for (JsonNode item : JsonMapper.shared().readTree(answer.body()).path("items")) {
      if (item.path("name").stringValue().equals(name)) {
        times.put(item.path("version").longValue(), Instant.parse(item.path("time").stringValue()));
      }
    }
    return times;
  }
}
