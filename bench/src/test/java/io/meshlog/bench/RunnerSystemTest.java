package io.meshlog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.demo.Http;
import io.meshlog.demo.layout.Layout;
import io.meshlog.embedded.FileTree;
import io.meshlog.embedded.ProcessIdentity;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The life of {@code ./meshlog demo} as a process, told in order, since each start takes long:
 * started, killed, started over what was left, ended by Ctrl-C, started afresh.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RunnerSystemTest {
  private static final String MARK = "/meshes/default/meshtimeouts/mark";

  private final Http http = new Http();
  private final Layout layout = Layout.free();

  // Left there afterwards, for a look at the logs of what failed.
  private final Path folder =
      Path.of(System.getProperty("meshlog.root"), "bench/target/system-tests/runner");

  private RunnerProcess runner;
  private List<ProcessIdentity> left = List.of();
  private String positionOfMark = "";

  private RunnerProcess start(int number, String... flags) throws Exception {
    Path output = folder.resolve("runner-" + number + ".txt");
    RunnerProcess started = RunnerProcess.start(folder.resolve("state"), layout, output, flags);
    runner = started;
    started.awaitReady();
    return started;
  }

  @BeforeAll
  void beginWithNothing() throws Exception {
    if (Files.exists(folder)) {
      FileTree.delete(folder);
    }
    Files.createDirectories(folder);
  }

  @AfterAll
  void leaveNothingBehind() throws Exception {
    if (runner != null && runner.isAlive()) {
      runner.interrupt();
    }
    if (runner != null) {
      runner.children().forEach(ProcessIdentity::kill);
    }
    left.forEach(ProcessIdentity::kill);
  }

  @Test
  @Order(1)
  void printsFiveLinesThatWorkWhenPasted() throws Exception {
    start(1);
    List<String> lines = runner.curlLines();
    assertThat(lines).hasSize(5);
    for (String line : lines) {
      String status = shell(line + " -s -o " + folder.resolve("answer") + " -w '%{http_code}'");
      assertThat(status)
          .as("%s: %s", line, Files.readString(folder.resolve("answer")))
          .isEqualTo("200");
    }
  }

  /** What the table says of the command line, and what only a zone with proxies answers. */
  @Test
  @Order(2)
  void takesTheVerbsOfTheCommandLine() throws Exception {
    List<String> lines = runner.text().lines().filter(line -> line.startsWith("  ./")).toList();
    assertThat(lines).hasSize(3);
    // What the newest events of a log are differs from run to run: the history shows five of them.
    assertThat(meshlog(arguments(lines.get(0)))).contains("demo-app-zone-1", "kv-zone-2");
    assertThat(meshlog(arguments(lines.get(1))).lines())
        .filteredOn(line -> line.matches("\\d+ +\\S+Z +(created|updated|deleted) .*"))
        .hasSize(5);
    assertThat(meshlog(arguments(lines.get(2)))).contains("zone-1", "zone-2   Online");
    String zone = " --address " + layout.zones().getFirst().controlPlane().api();
    String proxy = layout.zones().getFirst().demoApp().name();
    assertThat(meshlog("pushes " + proxy + zone)).contains("acked");
    assertThat(meshlog("inspect dataplane " + proxy + " --type clusters" + zone))
        .contains("::health_flags::healthy");
    assertThat(meshlog("inspect dataplane " + proxy + " --type config -o json" + zone))
        .contains("envoy.config.listener.v3.Listener");
  }

  private static String arguments(String line) {
    return line.strip().substring("./meshlog ".length());
  }

  private static String meshlog(String arguments) throws Exception {
    String program = System.getProperty("meshlog.root") + "/cli/bin/meshlog ";
    return shell(
        "MESHLOG_JAVA_HOME=" + System.getProperty("java.home") + " " + program + arguments);
  }

  @Test
  @Order(3)
  void leavesItsChildrenBehindWhenItIsKilled() throws Exception {
    putMark("7s");
    positionOfMark = positions().getFirst();
    left = runner.children();
    // Three databases, a broker, three control planes, six launchers with an Envoy each, four
    // applications; PostgreSQL has processes of its own below it.
    assertThat(left).hasSizeGreaterThan(3 + 1 + 3 + 12 + 4);
    runner.kill();
    assertThat(left).filteredOn(ProcessIdentity::isAlive).hasSizeGreaterThan(3 + 1 + 3);
  }

  @Test
  @Order(4)
  void replacesWhatAKilledRunnerLeft() throws Exception {
    start(2);
    assertThat(left).noneMatch(ProcessIdentity::isAlive);
    assertThat(runner.text()).contains("was left by an earlier runner; stopped");
  }

  @Test
  @Order(5)
  void findsTheHistoryOfTheEarlierStart() {
    assertThat(positions()).contains(positionOfMark);
    putMark("8s");
    assertThat(positions()).contains(positionOfMark).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  @Order(6)
  void endsEveryChildOnCtrlC() throws Exception {
    List<ProcessIdentity> children = runner.children();
    assertThat(children).hasSizeGreaterThan(3 + 1 + 3 + 12 + 4);
    // 130 is what a shell shows for a program that Ctrl-C ended.
    assertThat(runner.interrupt()).isIn(0, 130);
    assertThat(children).noneMatch(ProcessIdentity::isAlive);
    assertThat(runner.children()).isEmpty();
    assertThat(layout.taken()).isEmpty();
  }

  @Test
  @Order(7)
  void forgetsEverythingWhenItIsToldTo() throws Exception {
    start(3, "--fresh");
    assertThat(http.get(api(MARK)).status()).isEqualTo(404);
    assertThat(runner.text()).doesNotContain("was left by an earlier runner");
    assertThat(runner.interrupt()).isIn(0, 130);
    assertThat(runner.children()).isEmpty();
  }

  private void putMark(String timeout) {
    Http.Answer answer =
        http.put(
            api(MARK),
            """
            {"type":"MeshTimeout","mesh":"default","name":"mark","spec":{"targetRef":{"kind":"Mesh"},
             "to":[{"targetRef":{"kind":"Mesh"},"default":{"http":{"requestTimeout":"%s"}}}]}}\
            """
                .formatted(timeout));
    assertThat(answer.isOk()).as("PUT: %s", answer).isTrue();
  }

  /** Of the mark's changes, newest first. */
  private List<String> positions() {
    Http.Answer answer = http.get(api(MARK + "/history"));
    assertThat(answer.isOk()).as("history: %s", answer).isTrue();
    List<String> positions =
        answer
            .json()
            .path("items")
            .valueStream()
            .map(item -> item.path("position").asString())
            .toList();
    assertThat(positions).as("history: %s", answer).isNotEmpty().doesNotContain("");
    return positions;
  }

  private URI api(String path) {
    return layout.global().api().resolve(path);
  }

  private static String shell(String line) throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
    String output = new String(shell.getInputStream().readAllBytes());
    assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(shell.exitValue()).as("%s: %s", line, output).isZero();
    return output;
  }
}
