package io.meshlog.dp.metrics;

import io.meshlog.dp.config.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What the control plane says is to be gathered.
 *
 * @param prometheus whether somebody is to be answered
 * @param unused whether also what has not changed since Envoy started
 * @param shown which of Envoy's metrics, by name
 * @param collectors whom it is told to from time to time
 * @param labels of every sample
 */
record MetricsConfig(
    boolean prometheus,
    boolean unused,
    Predicate<String> shown,
    List<Application> applications,
    List<Collector> collectors,
    Map<String, String> labels) {
  static final MetricsConfig NOTHING =
      new MetricsConfig(false, false, name -> true, List.of(), List.of(), Map.of());

  private static final Duration USUAL_INTERVAL = Duration.ofMinutes(1);
  private static final Duration SHORTEST = Duration.ofMillis(100);

  /** What golden signals, failures and the server itself are seen by. */
  private static final List<String> BASIC =
      List.of(
          "rq_time",
          "cx_length_ms",
          "cx_count",
          "_rq",
          "bytes",
          "timeout",
          "health_check",
          "lb_healthy_panic",
          "cx_destroy",
          "membership_degraded",
          "membership_healthy",
          "error",
          "fail",
          "reset",
          "eject",
          "overflow",
          "cancelled",
          "max_duration_reached",
          "no_cluster",
          "no_route",
          "no_filter_chain",
          "reject",
          "denied",
          "days_until_first_cert_expiring",
          "envoy_server");

  /**
   * @param address empty: the loopback
   */
  record Application(String path, String address, int port) {}

  /**
   * @param socket of Envoy's that leads to it
   */
  record Collector(String name, String socket, Duration interval) {}

  static MetricsConfig parse(String json) {
    Map<?, ?> root = map(new Load(LoadSettings.builder().build()).loadFromString(json));
    Map<?, ?> metrics = map(map(root.get("observability")).get("metrics"));
    Map<?, ?> sidecar = map(metrics.get("sidecar"));
    List<Application> applications = new ArrayList<>();
    for (Object each : list(metrics.get("applications"))) {
      Map<?, ?> one = map(each);
      if (one.get("port") instanceof Integer port) {
        applications.add(new Application(text(one.get("path")), text(one.get("address")), port));
      }
    }
    Map<String, String> labels = new TreeMap<>();
    map(metrics.get("extraLabels"))
        .forEach((key, value) -> labels.put(label(text(key)), text(value)));
    boolean prometheus =
        list(metrics.get("backends")).stream()
            .anyMatch(backend -> "Prometheus".equals(map(backend).get("type")));
    return new MetricsConfig(
        prometheus,
        Boolean.TRUE.equals(sidecar.get("includeUnused")),
        shown(map(sidecar.get("profiles"))),
        applications,
        collectors(list(metrics.get("backends"))),
        labels);
  }

  private static List<Collector> collectors(List<?> backends) {
    List<Collector> collectors = new ArrayList<>();
    for (Object each : backends) {
      Map<?, ?> at = map(map(each).get("openTelemetry"));
      String socket = text(at.get("endpoint"));
      if ("OpenTelemetry".equals(map(each).get("type")) && !socket.isEmpty()) {
        Duration interval =
            GoDuration.parse(text(at.get("refreshInterval")))
                .filter(one -> one.compareTo(SHORTEST) >= 0)
                .orElse(USUAL_INTERVAL);
        collectors.add(new Collector(text(map(each).get("name")), socket, interval));
      }
    }
    return List.copyOf(collectors);
  }

  private static String label(String name) {
    return name.replaceAll("[^a-zA-Z0-9_]", "_");
  }

  /** What is included is stronger than what is excluded, and both than profiles. */
  private static Predicate<String> shown(Map<?, ?> profiles) {
    Predicate<String> included = any(list(profiles.get("include")));
    Predicate<String> excluded = any(list(profiles.get("exclude")));
    List<String> names =
        list(profiles.get("appendProfiles")).stream()
            .map(profile -> text(map(profile).get("name")))
            .toList();
    boolean all = names.isEmpty() || names.contains("All");
    Predicate<String> basic =
        name -> names.contains("Basic") && BASIC.stream().anyMatch(name::contains);
    return name -> included.test(name) || (!excluded.test(name) && (all || basic.test(name)));
  }

  private static Predicate<String> any(List<?> selectors) {
    List<Predicate<String>> all = new ArrayList<>();
    for (Object each : selectors) {
      String match = text(map(each).get("match"));
      all.add(
          switch (text(map(each).get("type"))) {
            case "Exact" -> match::equals;
            case "Prefix" -> name -> name.startsWith(match);
            case "Contains" -> name -> name.contains(match);
            case "Regex" -> Pattern.compile(match).asPredicate();
            default -> name -> false;
          });
    }
    return name -> all.stream().anyMatch(one -> one.test(name));
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
