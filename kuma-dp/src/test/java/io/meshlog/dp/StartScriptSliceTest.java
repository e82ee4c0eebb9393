package io.meshlog.dp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** bin/kuma-dp in the layout of an image: bin, lib and jvm.options side by side. */
class StartScriptSliceTest {
  /** What the launcher may bring along; a new dependency must be weighed, then added here. */
  private static final List<String> LIBRARIES = List.of("picocli-", "snakeyaml-engine-");

  @TempDir Path home;

  @BeforeEach
  void copyScript() throws IOException {
    Files.createDirectory(home.resolve("bin"));
    Files.copy(Path.of("bin/kuma-dp"), script());
    Files.copy(Path.of("jvm.options"), home.resolve("jvm.options"));
    assertThat(script().toFile().setExecutable(true)).isTrue();
  }

  @Test
  void startsTheLauncherOnAJavaItFinds() throws Exception {
    fillLib();
    Process process = run("version");

    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output).startsWith("kuma-dp of Meshlog").contains(LauncherVersion.KUMA);
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void saysHowToBuildWhatIsMissing() throws Exception {
    Process process = run("version");

    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output).contains("./meshlog mvn package -pl kuma-dp");
    assertThat(process.exitValue()).isEqualTo(1);
  }

  private Process run(String argument) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(script().toString(), argument);
    builder.environment().put("MESHLOG_JAVA_HOME", System.getProperty("java.home"));
    return builder.redirectErrorStream(true).start();
  }

  private Path script() {
    return home.resolve("bin/kuma-dp");
  }

  private void fillLib() throws IOException {
    Path lib = Files.createDirectory(home.resolve("lib"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (LIBRARIES.stream().anyMatch(path.getFileName().toString()::startsWith)) {
        Files.copy(path, lib.resolve(path.getFileName()));
      }
    }
    ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
    String target = lib.resolve("kuma-dp.jar").toString();
    int code = jar.run(System.out, System.err, "cf", target, "-C", "target/classes", ".");
    assertThat(code).isZero();
  }
}
