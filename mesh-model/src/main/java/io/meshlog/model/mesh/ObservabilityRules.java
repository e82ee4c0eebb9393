package io.meshlog.model.mesh;

import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Fields;
import io.meshlog.model.resource.Violations;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

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

  static void logging(Fields logging, Violations at) {
    backends(logging, at, ObservabilityRules::log);
    chosen(logging, "defaultBackend", "has to be set to one of the logging backend in mesh", at);
  }

  private static void log(Fields backend, Violations at) {
    named(backend, at);
    Fields conf = backend.object("conf");
    switch (backend.text("type")) {
      case "file" -> {
        if (conf.text("path").isEmpty()) {
          at.add("config.path", EMPTY);
        }
      }
      case "tcp" -> {
        if (conf.text("address").isEmpty()) {
          at.add("config.address", EMPTY);
        } else if (!HOST_PORT.matcher(conf.text("address")).matches()) {
          at.add("config.address", "has to be in format of HOST:PORT");
        }
      }
      default -> at.add("type", "unknown backend type. Available backends: \"tcp\", \"file\"");
    }
  }

  static void tracing(Fields tracing, Violations at) {
    backends(tracing, at, ObservabilityRules::trace);
    chosen(tracing, "defaultBackend", "has to be set to one of the tracing backend in mesh", at);
  }

  private static void trace(Fields backend, Violations at) {
    named(backend, at);
    double sampling = backend.number("sampling");
    if (sampling < 0 || sampling > PERCENT) {
      at.add("sampling", "has to be in [0.0 - 100.0] range");
    }
    Fields conf = backend.object("conf");
    switch (backend.text("type")) {
      case "zipkin" -> zipkin(conf, at.at("config"));
      case "datadog" -> {
        if (conf.text("address").isEmpty()) {
          at.add("config.address", EMPTY);
        }
        AddressRules.port(conf.integer("port"), at.at("config.port"));
      }
      default ->
          at.add("type", "unknown backend type. Available backends: \"zipkin\", \"datadog\"");
    }
  }

  private static void zipkin(Fields conf, Violations at) {
    String version = conf.text("apiVersion");
    if (!version.isEmpty() && !ZIPKIN_VERSIONS.contains(version)) {
      at.add("apiVersion", "has invalid value. Allowed values: httpJsonV1, httpJson, httpProto");
    }
    if (conf.text("url").isEmpty()) {
      at.add("url", EMPTY);
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

  static void metrics(Fields metrics, Violations at) {
    backends(metrics, at, ObservabilityRules::measure);
    chosen(metrics, "enabledBackend", "has to be set to one of the backends in the mesh", at);
  }

  private static void measure(Fields backend, Violations at) {
    if (!backend.text("type").equals("prometheus")) {
      at.add("type", "unknown backend type. Available backends: \"prometheus\"");
      return;
    }
    Fields conf = backend.object("conf");
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

  private static void named(Fields backend, Violations at) {
    if (backend.text("name").isEmpty()) {
      at.add("name", EMPTY);
    }
  }

  private static void backends(Fields part, Violations at, BiConsumer<Fields, Violations> one) {
    Set<String> names = new HashSet<>();
    List<Fields> backends = part.objects("backends");
    for (int i = 0; i < backends.size(); i++) {
      one.accept(backends.get(i), at.at("backends", i));
      String name = backends.get(i).text("name");
      if (!names.add(name)) {
        at.at("backends", i)
            .add("name", '"' + name + "\" name is already used for another backend");
      }
    }
  }

  private static void chosen(Fields part, String field, String message, Violations at) {
    String choice = part.text(field);
    if (!choice.isEmpty()
        && part.objects("backends").stream().noneMatch(b -> choice.equals(b.text("name")))) {
      at.add(field, message);
    }
  }
}
