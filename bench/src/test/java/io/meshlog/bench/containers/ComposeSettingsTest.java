package io.meshlog.bench.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.bench.containers.ComposeFile.Mount;
import io.meshlog.bench.containers.ComposeFile.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docker-compose.yml tells each program, against what the program understands. */
class ComposeSettingsTest {
  /** Variables that the entry points of the two foreign servers read. */
  private static final Set<String> POSTGRES =
      Set.of("POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB");

  private static final Pattern KAFKA = Pattern.compile("KAFKA_[A-Z_]+");
  private static final Pattern PORT_ASKED = Pattern.compile("/dev/tcp/127\\.0\\.0\\.1/([0-9]+)");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{ ?(\\w+) ?}}");

  private final ComposeFile compose = ComposeFile.parse(ProjectFiles.text("docker-compose.yml"));
  private final Dockerfile dockerfile = Dockerfile.parse(ProjectFiles.text("Dockerfile"));
  private final SettingsTable launcher = SettingsTable.in("docs/kuma-dp.md");
  private final SettingsTable controlPlane = SettingsTable.in("docs/configuration.md");

  @Test
  void setsOnlyVariablesThatTheProgramsKnow() {
    for (Service service : compose.services().values()) {
      Set<String> names = service.environment().keySet();
      switch (service.target()) {
        case "global-cp", "zone-cp" ->
            assertThat(controlPlane.variables()).as(service.name()).containsAll(names);
        case "kuma-dp" -> assertThat(launcher.variables()).as(service.name()).containsAll(names);
        case "demo-app" -> assertThat(names).as(service.name()).isEmpty();
        default -> names.forEach(name -> assertIsForeign(service, name));
      }
    }
  }

  private static void assertIsForeign(Service service, String name) {
    String image = service.image().orElseThrow().split(":")[0];
    switch (image) {
      case "postgres" -> assertThat(POSTGRES).contains(name);
      case "apache/kafka" -> assertThat(name).matches(KAFKA);
      default ->
          assertThat(ProjectFiles.text("demo/containers/zone-setup.sh")).contains("$" + name);
    }
  }

  @Test
  void tellsEachControlPlaneItsOwnDatabase() {
    for (String name : List.of("global", "zone-1", "zone-2")) {
      Map<String, String> told = compose.service(name).environment();
      Service database = compose.service(told.get("KUMA_STORE_POSTGRES_HOST"));
      assertThat(database.name()).isEqualTo("postgres-" + name);
      assertThat(compose.service(name).dependencies()).containsKey(database.name());
      Map<String, String> made = database.environment();
      assertThat(told)
          .containsEntry("KUMA_STORE_POSTGRES_PORT", "5432")
          .containsEntry("KUMA_STORE_POSTGRES_USER", made.get("POSTGRES_USER"))
          .containsEntry("KUMA_STORE_POSTGRES_PASSWORD", made.get("POSTGRES_PASSWORD"))
          .containsEntry("KUMA_STORE_POSTGRES_DB_NAME", made.get("POSTGRES_DB"));
      assertThat(database.healthCommand().orElseThrow())
          .contains("-U " + made.get("POSTGRES_USER"), "-d " + made.get("POSTGRES_DB"));
    }
  }

  @Test
  void tellsEachControlPlaneWhereTheBrokerAndTheKeyRingAre() {
    Map<String, String> broker = compose.service("kafka").environment();
    String advertised = broker.get("KAFKA_ADVERTISED_LISTENERS").replace("PLAINTEXT://", "");
    for (String name : List.of("global", "zone-1", "zone-2")) {
      Service service = compose.service(name);
      Map<String, String> told = service.environment();
      assertThat(told.get("MESHLOG_KAFKA_BOOTSTRAP_SERVERS")).isEqualTo(advertised);
      assertThat(told.get("KUMA_MODE")).isEqualTo(service.target().replace("-cp", ""));
      String keyRing = told.get("MESHLOG_SECRETS_KEY_FILE");
      assertThat(service.mounts()).contains(new Mount("keys", folder(keyRing), true));
      assertThat(String.join(" ", compose.service("federation-key").command())).contains(keyRing);
      String work = told.get("KUMA_GENERAL_WORK_DIR");
      assertThat(service.mounts()).contains(new Mount(name, work, false));
      assertThat(dockerfile.stage(service.target()).all("RUN"))
          .as("a volume takes the owner that the folder has in the image")
          .contains("mkdir -p " + work + " && chown meshlog " + work);
    }
  }

  @Test
  void opensTheServersThatOtherContainersUse() {
    for (Service service : compose.services().values()) {
      Map<String, String> told = service.environment();
      if (service.target().equals("zone-cp")) {
        assertThat(told).containsEntry("MESHLOG_DP_SERVER_INTERFACE", "0.0.0.0");
        assertThat(told).containsEntry("KUMA_MULTIZONE_ZONE_NAME", service.name());
      }
      if (service.target().endsWith("-cp")) {
        assertThat(told)
            .containsEntry("KUMA_API_SERVER_HTTP_INTERFACE", "0.0.0.0")
            .containsEntry("KUMA_API_SERVER_HTTPS_INTERFACE", "0.0.0.0");
        // The generated certificate names the host; proxies ask for the service's name.
        assertThat(service.hostname()).hasValue(service.name());
      }
    }
  }

  @Test
  void asksForHealthWhereTheProgramsAnswer() {
    for (Service service : compose.services().values()) {
      List<String> expected =
          switch (service.target()) {
            case "global-cp", "zone-cp" ->
                List.of(controlPlane.defaultOf("KUMA_DIAGNOSTICS_SERVER_PORT").orElseThrow());
            case "kuma-dp" -> List.of(launcher.defaultOf("KUMA_READINESS_PORT").orElseThrow());
            case "demo-app" -> List.of(arguments(service).get("--port"));
            default -> List.of();
          };
      String check = service.healthCommand().orElse("");
      assertThat(PORT_ASKED.matcher(check).results().map(r -> r.group(1)))
          .as(service.name())
          .isEqualTo(expected);
      assertThat(check.contains("GET /ready"))
          .as(service.name())
          .isEqualTo(Set.of("global-cp", "zone-cp", "kuma-dp").contains(service.target()));
    }
  }

  @Test
  void publishesPortsThatSomethingListensOn() {
    for (Service service : compose.services().values()) {
      Set<Integer> listens =
          service.target().equals("demo-app")
              ? Set.of(Integer.parseInt(arguments(service).get("--port")))
              : service.build().isPresent()
                  ? Set.copyOf(dockerfile.stage(service.target()).exposed())
                  : Set.of();
      assertThat(service.ports())
          .as(service.name())
          .allMatch(port -> listens.contains(port.container()));
    }
  }

  @Test
  void givesTheLauncherFlagsItKnows() {
    for (Service service : compose.builtFrom("kuma-dp").toList()) {
      assertThat(launcher.flags()).as(service.name()).containsAll(arguments(service).keySet());
    }
  }

  @Test
  void givesTheApplicationsMainClassesAndFlagsTheyKnow() {
    for (Service service : compose.builtFrom("demo-app").toList()) {
      String main = service.command().getFirst();
      assertThat(ProjectFiles.hasMain("demo", main)).as(main).isTrue();
      String source = ProjectFiles.text("demo/src/main/java/" + main.replace('.', '/') + ".java");
      Set<String> known =
          Pattern.compile("flags\\.(?:text|number)\\(\"(\\w+)\"\\)")
              .matcher(source)
              .results()
              .map(found -> "--" + found.group(1))
              .collect(Collectors.toSet());
      List<String> given = service.command().subList(1, service.command().size());
      assertThat(given).as("Flags reads --name=value").allMatch(flag -> flag.matches("--\\w+=.+"));
      assertThat(arguments(service).keySet()).as(service.name()).isEqualTo(known);
    }
  }

  @Test
  void connectsEachProxyToTheControlPlaneOfItsZone() {
    for (Service proxy : compose.builtFrom("kuma-dp").toList()) {
      Map<String, String> given = arguments(proxy);
      String zone = proxy.name().replaceAll(".*(zone-[12]).*", "$1");
      assertThat(compose.service(zone).target()).isEqualTo("zone-cp");
      assertThat(given.get("--cp-address"))
          .isEqualTo(
              "https://"
                  + zone
                  + ":"
                  + controlPlane.defaultOf("KUMA_DP_SERVER_PORT").orElseThrow());
      assertThat(dockerfile.stage("zone-cp").exposed()).contains(5678);
      for (String flag : List.of("--ca-cert-file", "--dataplane-token-file", "--dataplane-file")) {
        assertThat(proxy.mounts())
            .as("%s of %s", flag, proxy.name())
            .anyMatch(mount ->
                mount.target().equals(given.get(flag))
                    || mount.target().equals(folder(given.get(flag))));
      }
      assertThat(proxy.dependencies()).containsKey(zone + "-setup");
      assertThat(proxy.mounts()).contains(new Mount("proxies-" + zone, "/zone", true));
    }
  }

  /** What the set-up writes is what the launchers are told to read, where they see it. */
  @Test
  void leavesTokensAndTheCertificateWhereTheLaunchersLook() {
    String script = ProjectFiles.text("demo/containers/zone-setup.sh");
    for (String zone : List.of("zone-1", "zone-2")) {
      Service setup = compose.service(zone + "-setup");
      assertThat(setup.mounts())
          .contains(new Mount("proxies-" + zone, "/zone", false), new Mount(zone, "/cp", true));
      assertThat(setup.environment()).containsEntry("KUMA_MULTIZONE_ZONE_NAME", zone);
      assertThat(setup.sharesNetworkOf()).hasValue(zone);
    }
    assertThat(compose.service("global-setup").sharesNetworkOf()).hasValue("global");
    assertThat(script).contains("\"/cp/$1\" \"/zone/$1\"", "mv \"/zone/$1.part\" \"/zone/$1\"");
    Set<String> written =
        Pattern.compile("(?m)^(?:token|keep) ([a-z.-]+)")
            .matcher(script)
            .results()
            .map(found -> "/zone/" + found.group(1))
            .collect(Collectors.toSet());
    Set<String> read =
        compose
            .builtFrom("kuma-dp")
            .flatMap(proxy ->
                Stream.of("--ca-cert-file", "--dataplane-token-file").map(arguments(proxy)::get))
            .collect(Collectors.toSet());
    assertThat(read).isEqualTo(written);
  }

  @Test
  void fillsEveryPlaceholderOfTheProxysResource() {
    for (Service proxy : compose.builtFrom("kuma-dp").toList()) {
      Set<String> wanted =
          PLACEHOLDER
              .matcher(resource(proxy))
              .results()
              .map((MatchResult found) -> found.group(1))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(variables(proxy).keySet()).as(proxy.name()).isEqualTo(wanted);
      assertThat(variables(proxy))
          .containsEntry("address", compose.networkOwner(proxy).address().orElseThrow());
    }
  }

  @Test
  void pointsTheProxiesAtTheApplicationsBesideThem() {
    for (Service proxy : compose.builtFrom("kuma-dp").toList()) {
      Service app = compose.networkOwner(proxy);
      if (app.equals(proxy)) {
        assertThat(arguments(proxy)).containsEntry("--proxy-type", "ingress");
        continue;
      }
      Map<String, String> given = arguments(app);
      assertThat(app.name()).isEqualTo(variables(proxy).get("name"));
      assertThat(resource(proxy)).contains("servicePort: " + given.get("--port"));
      assertThat(app.name()).endsWith(given.get("--zone"));
      if (given.containsKey("--services")) {
        assertThat(outbounds(resource(proxy))).isEqualTo(given.get("--services"));
      }
    }
  }

  private static String outbounds(String resource) {
    Matcher outbound =
        Pattern.compile("- port: (\\d+)\\s+tags:\\s+kuma.io/service: (\\S+)")
            .matcher(resource.substring(resource.indexOf("outbound:")));
    return outbound
        .results()
        .map(o -> o.group(2) + ":" + o.group(1))
        .collect(Collectors.joining(","));
  }

  private static String resource(Service proxy) {
    String inside = arguments(proxy).get("--dataplane-file");
    return proxy.mounts().stream()
        .filter(mount -> mount.target().equals(inside))
        .map(mount -> ProjectFiles.text(mount.source()))
        .findFirst()
        .orElseThrow();
  }

  /** Flags by name; of a flag given several times the last. Both forms, with = and without. */
  private static Map<String, String> arguments(Service service) {
    var arguments = new HashMap<String, String>();
    List<String> words = service.command();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith("--") && word.contains("=")) {
        arguments.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
      } else if (word.startsWith("-")) {
        arguments.put(word, words.get(++i));
      }
    }
    return arguments;
  }

  private static Map<String, String> variables(Service proxy) {
    return proxy.command().stream()
        .filter(word -> word.startsWith("--dataplane-var="))
        .map(word -> word.substring("--dataplane-var=".length()).split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private static String folder(String file) {
    return file.substring(0, file.lastIndexOf('/'));
  }
}
