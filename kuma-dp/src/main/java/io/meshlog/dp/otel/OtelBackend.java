package io.meshlog.dp.otel;

import io.meshlog.dp.config.GoDuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A MeshOpenTelemetryBackend as the control plane says it.
 *
 * @param socket where it is taken
 * @param host empty: beside this process
 * @param http with protobuf, else gRPC
 * @param path before {@code /v1/traces} and the like
 * @param metrics how often there are metrics, null for never
 */
record OtelBackend(
    String name,
    Path socket,
    String host,
    int port,
    boolean http,
    boolean tls,
    String path,
    EnvPolicy env,
    @Nullable Duration metrics) {
  private static final Duration USUAL_INTERVAL = Duration.ofMinutes(1);
  private static final Duration SHORTEST = Duration.ofMillis(100);

  /**
   * What the OTEL_EXPORTER_OTLP_* variables of this process are to it.
   *
   * @param first before what the control plane says
   * @param bySignal whether one signal may have its own
   */
  record EnvPolicy(boolean used, boolean required, boolean first, boolean bySignal) {}

  /**
   * Reads what is said at {@code /otel}.
   *
   * @throws IllegalArgumentException if it is not that
   */
  static List<OtelBackend> parse(String json) {
    List<OtelBackend> backends = new ArrayList<>();
    try {
      Map<?, ?> root = map(new Load(LoadSettings.builder().build()).loadFromString(json));
      if (root.get("backends") instanceof List<?> list) {
        list.forEach(each -> backends.add(backend(map(each))));
      }
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return List.copyOf(backends);
  }

  private static OtelBackend backend(Map<?, ?> said) {
    String socket = text(said.get("socketPath"));
    String endpoint = text(said.get("endpoint"));
    int colon = endpoint.lastIndexOf(':');
    if (socket.isEmpty() || colon < 0) {
      throw new IllegalArgumentException("a backend without socketPath or endpoint");
    }
    Map<?, ?> env = map(said.get("envPolicy"));
    String mode = text(env.get("mode"));
    Map<?, ?> metrics = map(said.get("metrics"));
    return new OtelBackend(
        text(said.get("name")),
        Path.of(socket),
        endpoint.substring(0, colon).replaceAll("[\\[\\]]", ""),
        Integer.parseInt(endpoint.substring(colon + 1)),
        Boolean.TRUE.equals(said.get("useHTTP")),
        Boolean.TRUE.equals(said.get("useHTTPS")),
        text(said.get("path")),
        new EnvPolicy(
            !mode.equals("Disabled"),
            mode.equals("Required"),
            !text(env.get("precedence")).equals("ExplicitFirst"),
            Boolean.TRUE.equals(env.get("allowSignalOverrides"))),
        Boolean.TRUE.equals(metrics.get("enabled")) ? interval(metrics) : null);
  }

  private static Duration interval(Map<?, ?> metrics) {
    return GoDuration.parse(text(metrics.get("refreshInterval")))
        .filter(one -> one.compareTo(SHORTEST) >= 0)
        .orElse(USUAL_INTERVAL);
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
