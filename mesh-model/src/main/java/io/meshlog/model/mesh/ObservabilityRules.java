package io.meshlog.model.mesh;

import io.meshlog.model.mesh.MeshSpec.LogBackend;
import io.meshlog.model.mesh.MeshSpec.Logging;
import io.meshlog.model.mesh.MeshSpec.Metrics;
import io.meshlog.model.mesh.MeshSpec.MetricsBackend;
import io.meshlog.model.mesh.MeshSpec.TraceBackend;
import io.meshlog.model.mesh.MeshSpec.Tracing;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Fields;
import io.meshlog.model.resource.Violations;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Logging, tracing and metrics backends of a Mesh (rest-and-dataplane-protocol.md 2.8). Clients
 * know the parts of logging and tracing as {@code config}.
 */
final class ObservabilityRules {
  private static final Pattern HOST_PORT = Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:\\s]+):[^:\\s]+");
  private static final Set<String> ZIPKIN_VERSIONS = Set.of("httpJsonV1", "httpJson", "httpProto");
  private static final double PERCENT = 100;
  private static final String EMPTY = "cannot be empty";

  private ObservabilityRules() {}

  static void logging(Logging logging, Violations at) {
    Set<String> names = backends(logging.backends(), LogBackend::name, ObservabilityRules::log, at);
    chosen(
        logging.defaultBackend(),
        names,
        at.at("defaultBackend"),
        "has to be set to one of the logging backend in mesh");
  }

  private static void log(LogBackend backend, Violations at) {
    given(backend.name(), at.at("name"));
    Fields conf = Fields.of(backend.conf());
    switch (backend.type()) {
      case "file" -> given(conf.text("path"), at.at("config.path"));
      case "tcp" -> {
        Violations address = at.at("config.address");
        if (given(conf.text("address"), address)
            && !HOST_PORT.matcher(conf.text("address")).matches()) {
          address.add("has to be in format of HOST:PORT");
        }
      }
      case null, default ->
          at.add("type", "unknown backend type. Available backends: \"tcp\", \"file\"");
    }
  }

  static void tracing(Tracing tracing, Violations at) {
    Set<String> names =
        backends(tracing.backends(), TraceBackend::name, ObservabilityRules::trace, at);
    chosen(
        tracing.defaultBackend(),
        names,
        at.at("defaultBackend"),
        "has to be set to one of the tracing backend in mesh");
  }

  private static void trace(TraceBackend backend, Violations at) {
    given(backend.name(), at.at("name"));
    Double sampling = backend.sampling();
    if (sampling != null && !(sampling >= 0 && sampling <= PERCENT)) {
      at.add("sampling", "has to be in [0.0 - 100.0] range");
    }
    Fields conf = Fields.of(backend.conf());
    switch (backend.type()) {
      case "zipkin" -> zipkin(conf, at.at("config"));
      case "datadog" -> {
        given(conf.text("address"), at.at("config.address"));
        AddressRules.port(conf.integer("port"), at.at("config.port"));
      }
      case null, default ->
          at.add("type", "unknown backend type. Available backends: \"zipkin\", \"datadog\"");
    }
  }

  private static void zipkin(Fields conf, Violations at) {
    String version = conf.text("apiVersion");
    if (!version.isEmpty() && !ZIPKIN_VERSIONS.contains(version)) {
      at.add("apiVersion", "has invalid value. Allowed values: httpJsonV1, httpJson, httpProto");
    }
    if (!given(conf.text("url"), at.at("url"))) {
      return;
    }
    try {
      URI uri = URI.create(conf.text("url"));
      if (uri.getScheme() == null || uri.getHost() == null) {
        at.add("url", "invalid URL");
      } else if (uri.getPort() < 0) {
        at.add("url", "port has to be explicitly specified");
      }
    } catch (IllegalArgumentException e) {
      at.add("url", "invalid URL");
    }
  }

  static void metrics(Metrics metrics, Violations at) {
    Set<String> names =
        backends(metrics.backends(), MetricsBackend::name, ObservabilityRules::measure, at);
    chosen(
        metrics.enabledBackend(),
        names,
        at.at("enabledBackend"),
        "has to be set to one of the backends in the mesh");
  }

  private static void measure(MetricsBackend backend, Violations at) {
    if (!"prometheus".equals(backend.type())) {
      at.add("type", "unknown backend type. Available backends: \"prometheus\"");
      return;
    }
    Fields conf = Fields.of(backend.conf());
    Violations here = at.at("conf");
    if (conf.has("skipMTLS") && conf.has("tls") && !sameMeaning(conf)) {
      here.add("skipMTLS and tls configuration cannot be defined together");
      return;
    }
    try {
      Pattern.compile(conf.object("envoy").text("filterRegex"));
    } catch (PatternSyntaxException e) {
      here.add("envoy.filterRegex", "provided regexp isn't correct: " + e.getDescription());
      return;
    }
    Set<String> names = new HashSet<>();
    List<Fields> aggregate = conf.objects("aggregate");
    for (int i = 0; i < aggregate.size(); i++) {
      String name = aggregate.get(i).text("name");
      if (!names.add(name)) {
        here.at("aggregate", i)
            .add("name", "duplicate entry: " + name + ", values have to be unique");
      }
    }
  }

  private static boolean sameMeaning(Fields conf) {
    String mode = conf.object("tls").text("mode");
    boolean skip = Boolean.TRUE.equals(conf.values().get("skipMTLS"));
    return skip ? mode.equals("disabled") : mode.isEmpty() || mode.equals("activeMTLSBackend");
  }

  private static boolean given(@Nullable String text, Violations at) {
    boolean given = text != null && !text.isEmpty();
    if (!given) {
      at.add(EMPTY);
    }
    return given;
  }

  /** Checks each backend and that no two have one name. Returns the names. */
  private static <B> Set<String> backends(
      @Nullable List<B> backends,
      Function<B, @Nullable String> name,
      BiConsumer<B, Violations> one,
      Violations at) {
    Set<String> names = new HashSet<>();
    List<B> all = backends == null ? List.of() : backends;
    for (int i = 0; i < all.size(); i++) {
      Violations here = at.at("backends", i);
      one.accept(all.get(i), here);
      String own = Objects.requireNonNullElse(name.apply(all.get(i)), "");
      if (!names.add(own)) {
        here.add("name", '"' + own + "\" name is already used for another backend");
      }
    }
    return names;
  }

  private static void chosen(
      @Nullable String choice, Set<String> names, Violations at, String message) {
    if (choice != null && !choice.isEmpty() && !names.contains(choice)) {
      at.add(message);
    }
  }
}
