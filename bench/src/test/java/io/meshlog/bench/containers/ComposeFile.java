package io.meshlog.bench.containers;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** docker-compose.yml with its anchors and merges resolved; a key given twice is an error. */
record ComposeFile(Map<String, Service> services, Set<String> volumes, String subnet) {

  /** {@code source:target[:options]}; a source without a slash is a named volume. */
  record Mount(String source, String target, boolean readOnly) {
    static Mount parse(String text) {
      String[] parts = text.split(":");
      return new Mount(parts[0], parts[1], parts.length > 2 && parts[2].equals("ro"));
    }

    boolean isNamed() {
      return !source.contains("/");
    }
  }

  /** {@code host:container}. */
  record Port(int host, int container) {
    static Port parse(String text) {
      String[] parts = text.split(":");
      return new Port(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }
  }

  /** One service; accessors read the plain tree. */
  record Service(String name, Map<String, Object> tree) {
    Optional<String> image() {
      return text(tree.get("image"));
    }

    Optional<Map<String, Object>> build() {
      return Optional.ofNullable(tree.get("build")).map(ComposeFile::map);
    }

    /** The Dockerfile's stage that it runs; empty for an image of somebody else. */
    String target() {
      return build().flatMap(build -> text(build.get("target"))).orElse("");
    }

    List<String> command() {
      return texts(tree.get("command"));
    }

    Map<String, String> environment() {
      var environment = new TreeMap<String, String>();
      map(tree.getOrDefault("environment", Map.of()))
          .forEach((name, value) -> {
            // YAML's true and 1 are not what a variable is: the file has to quote them.
            if (!(value instanceof String string)) {
              throw new IllegalArgumentException(name + " is not a string: " + value);
            }
            environment.put(name, string);
          });
      return environment;
    }

    List<Mount> mounts() {
      return texts(tree.get("volumes")).stream().map(Mount::parse).toList();
    }

    List<Port> ports() {
      return texts(tree.get("ports")).stream().map(Port::parse).toList();
    }

    /** What it waits for: the service and the condition. */
    Map<String, String> dependencies() {
      var dependencies = new TreeMap<String, String>();
      map(tree.getOrDefault("depends_on", Map.of()))
          .forEach((name, value) ->
              dependencies.put(name, text(map(value).get("condition")).orElse("")));
      return dependencies;
    }

    Optional<String> healthCommand() {
      return Optional.ofNullable(tree.get("healthcheck"))
          .map(check -> String.join(" ", texts(map(check).get("test"))));
    }

    /** The service whose network it shares; empty when it has one of its own. */
    Optional<String> sharesNetworkOf() {
      return text(tree.get("network_mode"))
          .filter(mode -> mode.startsWith("service:"))
          .map(mode -> mode.substring("service:".length()));
    }

    Optional<String> address() {
      return tree.get("networks") instanceof Map<?, ?> networks
          ? text(map(map(networks).get("mesh")).get("ipv4_address"))
          : Optional.empty();
    }

    Optional<String> hostname() {
      return text(tree.get("hostname"));
    }

    Optional<String> restart() {
      return text(tree.get("restart"));
    }
  }

  static ComposeFile parse(String text) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Map<String, Object> root = map(new Yaml(new SafeConstructor(options)).load(text));
    var services = new TreeMap<String, Service>();
    map(root.get("services"))
        .forEach((name, tree) -> services.put(name, new Service(name, map(tree))));
    Map<String, Object> ipam = map(map(map(root.get("networks")).get("mesh")).get("ipam"));
    String subnet =
        text(map(((List<?>) ipam.get("config")).getFirst()).get("subnet")).orElseThrow();
    return new ComposeFile(services, map(root.get("volumes")).keySet(), subnet);
  }

  Service service(String name) {
    return Optional.ofNullable(services.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no service " + name));
  }

  Stream<Service> all() {
    return services.values().stream();
  }

  Stream<Service> builtFrom(String target) {
    return all().filter(service -> service.target().equals(target));
  }

  /** The same service, or the one in whose network it runs. */
  Service networkOwner(Service service) {
    return service.sharesNetworkOf().map(this::service).orElse(service);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object tree) {
    if (!(tree instanceof Map<?, ?>)) {
      throw new IllegalArgumentException("not a mapping: " + tree);
    }
    return (Map<String, Object>) tree;
  }

  private static Optional<String> text(@org.jspecify.annotations.Nullable Object tree) {
    return Optional.ofNullable(tree).map(String::valueOf);
  }

  private static List<String> texts(@org.jspecify.annotations.Nullable Object tree) {
    return tree instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
  }
}
