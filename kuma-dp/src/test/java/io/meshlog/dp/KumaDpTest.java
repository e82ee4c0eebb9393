package io.meshlog.dp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KumaDpTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void endsWithTwoAndNamesTheFlagOfWrongUsage() throws Exception {
    assertThat(execute("run", "--drain-tme=1s")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--drain-tme");
  }

  @Test
  void listsAllProblemsOfOneStart() throws Exception {
    assertThat(execute("run", "--drain-time=x", "--concurrency=y")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("kuma-dp: --"));
  }

  @Test
  void endsWithTwoWithoutACommand() throws Exception {
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("Usage: kuma-dp", "run");
  }

  @Test
  void printsHelpAndVersionOnStdout() throws Exception {
    assertThat(execute("run", "--help")).isZero();
    assertThat(execute("version")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("--cp-address", "2.14.3");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private int execute(String... args) throws InterruptedException {
    PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new KumaDp(Map.of(), outStream, errStream).execute(args);
  }
}
