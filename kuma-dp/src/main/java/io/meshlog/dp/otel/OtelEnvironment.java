package io.meshlog.dp.otel;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The variables by which OpenTelemetry's exporters are set up, as far as they are read here:
 * endpoint, protocol and headers, for all signals and for one. The values stay in this process; the
 * control plane is told which of them there are.
 */
public final class OtelEnvironment {
  private static final String PREFIX = "OTEL_EXPORTER_OTLP_";
  private static final int GRPC_PORT = 4317;
  private static final int HTTP_PORT = 4318;

  private final Map<String, String> variables;

  public OtelEnvironment(Map<String, String> variables) {
    this.variables = variables;
  }

  /** What the bootstrap request says of it: names, no values. */
  public Map<String, Object> inventory() {
    Map<String, Object> inventory = new LinkedHashMap<>();
    inventory.put("pipeEnabled", true);
    present(PREFIX).ifPresent(shared -> inventory.put("shared", shared));
    for (Signal signal : Signal.values()) {
      present(PREFIX + signal.name() + '_').ifPresent(own -> inventory.put(signal.word(), own));
    }
    return inventory;
  }

  private Optional<Map<String, Object>> present(String prefix) {
    Map<String, Object> found = new LinkedHashMap<>();
    Map.of(
            "ENDPOINT",
            "endpointPresent",
            "PROTOCOL",
            "protocolPresent",
            "HEADERS",
            "headersPresent")
        .forEach((variable, word) -> {
          if (given(prefix + variable) != null) {
            found.put(word, true);
          }
        });
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  /** Where a signal goes; empty when the backend demands a variable that is not there. */
  Optional<Collector> collector(OtelBackend backend, Signal signal) {
    Collector said = said(backend, signal);
    if (!backend.env().used()) {
      return Optional.of(said);
    }
    String own = backend.env().bySignal() ? PREFIX + signal.name() + '_' : PREFIX;
    Optional<Collector> found =
        endpoint(own + "ENDPOINT", true, own, signal)
            .or(() -> endpoint(PREFIX + "ENDPOINT", false, own, signal));
    if (found.isEmpty() && backend.env().required()) {
      return Optional.empty();
    }
    boolean explicit = !backend.host().isEmpty();
    Collector chosen = explicit && !backend.env().first() ? said : found.orElse(said);
    return Optional.of(
        new Collector(
            chosen.grpc(),
            chosen.tls(),
            chosen.host(),
            chosen.port(),
            chosen.path(),
            headers(either(own + "HEADERS", PREFIX + "HEADERS"))));
  }

  private Collector said(OtelBackend backend, Signal signal) {
    String host = backend.host();
    if (host.isEmpty()) {
      host = variables.getOrDefault("HOST_IP", "");
    }
    return new Collector(
        !backend.http(),
        backend.tls(),
        host.isEmpty() ? "127.0.0.1" : host,
        backend.port(),
        backend.http() ? path(backend.path(), signal) : "",
        Map.of());
  }

  private static String path(String before, Signal signal) {
    return (before.endsWith("/") ? before.substring(0, before.length() - 1) : before)
        + "/v1/"
        + signal.word();
  }

  /**
   * @param whole whether the path of the URL is that of the signal already
   */
  private Optional<Collector> endpoint(String name, boolean whole, String own, Signal signal) {
    String text = given(name);
    if (text == null) {
      return Optional.empty();
    }
    try {
      URI url = new URI(text);
      boolean tls = "https".equals(url.getScheme());
      if (url.getHost() == null || (!tls && !"http".equals(url.getScheme()))) {
        return Optional.empty();
      }
      String protocol = either(own + "PROTOCOL", PREFIX + "PROTOCOL");
      boolean grpc = protocol == null || protocol.equals("grpc");
      String given = url.getRawPath() == null ? "" : url.getRawPath();
      boolean bySignal = whole && name.equals(PREFIX + signal.name() + "_ENDPOINT");
      return Optional.of(
          new Collector(
              grpc,
              tls,
              url.getHost().replaceAll("[\\[\\]]", ""),
              url.getPort() > 0 ? url.getPort() : grpc ? GRPC_PORT : HTTP_PORT,
              grpc ? "" : bySignal ? (given.isEmpty() ? "/" : given) : path(given, signal),
              Map.of()));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> headers(@Nullable String text) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String pair : text == null ? new String[0] : text.split(",")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        headers.put(
            pair.substring(0, equals).strip(),
            URLDecoder.decode(pair.substring(equals + 1).strip(), StandardCharsets.UTF_8));
      }
    }
    return headers;
  }

  private @Nullable String either(String first, String second) {
    String one = given(first);
    return one == null ? given(second) : one;
  }

  private @Nullable String given(String name) {
    String value = variables.get(name);
    return value == null || value.isBlank() ? null : value;
  }
}
