package io.meshlog.model.mesh;

import io.meshlog.model.resource.Fields;
import io.meshlog.model.resource.Violations;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Logging, tracing and metrics backends of a Mesh (rest-and-dataplane-protocol.md 2.8). */
final class ObservabilityRules {
  private static final Pattern HOST_PORT = Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:\\s]+):\\d{1,5}");
  private static final double PERCENT = 100;

  private ObservabilityRules() {}

  static void logging(Fields logging, Violations at) {
    names(logging, "defaultBackend", "has to be set to one of the logging backend in mesh", at);
    List<Fields> backends = logging.objects("backends");
    for (int i = 0; i < backends.size(); i++) {
      Fields backend = backends.get(i);
      Violations here = at.at("backends", i);
      switch (backend.text("type")) {
        case "file" -> {
          if (backend.object("conf").text("path").isEmpty()) {
            here.add("config.path", "cannot be empty");
          }
        }
        case "tcp" -> {
          if (!HOST_PORT.matcher(backend.object("conf").text("address")).matches()) {
            here.add("config.address", "has to be in format of HOST:PORT");
          }
        }
        default -> here.add("type", "unknown backend type. Available backends: \"file\", \"tcp\"");
      }
    }
  }

  static void tracing(Fields tracing, Violations at) {
    names(tracing, "defaultBackend", "has to be set to one of the tracing backend in mesh", at);
    List<Fields> backends = tracing.objects("backends");
    for (int i = 0; i < backends.size(); i++) {
      Fields backend = backends.get(i);
      Violations here = at.at("backends", i);
      double sampling = backend.number("sampling");
      if (sampling < 0 || sampling > PERCENT) {
        here.add("sampling", "has to be in [0.0 - 100.0] range");
      }
      if (backend.text("type").equals("zipkin") && !url(backend.object("conf").text("url"))) {
        here.add("config.url", "invalid URL");
      }
    }
  }

  static void metrics(Fields metrics, Violations at) {
    names(metrics, "enabledBackend", "has to be set to one of the backends in the mesh", at);
    List<Fields> backends = metrics.objects("backends");
    for (int i = 0; i < backends.size(); i++) {
      if (!backends.get(i).text("type").equals("prometheus")) {
        at.at("backends", i)
            .add("type", "unknown backend type. Available backends: \"prometheus\"");
      }
    }
  }

  private static void names(Fields part, String chosen, String message, Violations at) {
    Set<String> names = new HashSet<>();
    List<Fields> backends = part.objects("backends");
    for (int i = 0; i < backends.size(); i++) {
      String name = backends.get(i).text("name");
      if (name.isEmpty()) {
        at.at("backends", i).add("name", "cannot be empty");
      } else if (!names.add(name)) {
        at.at("backends", i)
            .add("name", '"' + name + "\" name is already used for another backend");
      }
    }
    String choice = part.text(chosen);
    if (!choice.isEmpty() && !names.contains(choice)) {
      at.add(chosen, message);
    }
  }

  private static boolean url(String text) {
    try {
      URI uri = URI.create(text);
      return uri.getScheme() != null && uri.getHost() != null && !uri.getPath().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
