package io.meshlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that needs no control plane. */
class UsageTest {
  @TempDir Path home;

  private Ran run(String... arguments) {
    return Ran.in(home, "", Map.of(), arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "frobnicate|there is no verb \"frobnicate\"",
        "get|Missing required parameter: 'TYPE'",
        "get meshes --nonsense|Unknown option: '--nonsense'",
        "get meshes -o xml|expected one of",
        "generate|what? dataplane-token, zone-token, user-token",
        "config control-planes|what? add, list, switch, remove",
        "completion tcsh|is none of bash, zsh, fish",
        "generate user-token --name joe|--valid-for is missing",
        "generate dataplane-token --kid 1|--kid goes with --signing-key-path",
        "generate dataplane-token --tag nonsense|is not KEY=VALUE",
        "generate signing-key --format der|is none of [pem, pem-base64]",
        "generate tls-certificate --type server|--hostname is missing",
        "get meshes --address localhost:5681|is no address",
        "get meshes --api-timeout soon|is no duration",
        "get meshes --control-plane other|there is no control plane \"other\"",
        "get meshes --client-cert-file x|go together",
        "revert --to 1|revert what?",
        "config control-planes add --name x|--address is missing",
        "config control-planes add --name x --address http://x --auth-type basic|is the only one there is",
        "config control-planes switch --name none|add it with 'meshlog config control-planes add'"
      })
  void wrongUseIsExitCode2AndSaysWhatIsMeant(String line, String text) {
    Ran ran = run(line.split(" "));
    assertThat(ran.err()).contains(text).startsWith("meshlog: ");
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void aWordThatComesNearIsNamed() {
    assertThat(run("inspct", "meshes").err()).contains("inspect");
    assertThat(run().code()).isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apply",
        "get",
        "delete",
        "inspect",
        "history",
        "revert",
        "sync",
        "pushes",
        "audit",
        "generate",
        "export",
        "import",
        "config",
        "completion",
        "version"
      })
  void everyVerbExplainsItself(String verb) {
    Ran ran = run(verb, "--help");
    assertThat(ran.code()).isEqualTo(ExitCode.OK);
    assertThat(ran.out()).startsWith("Usage: meshlog " + verb);
  }

  @Test
  void nobodyThereIsExitCode3() {
    Ran ran = run("get", "meshes", "--address", "http://127.0.0.1:1");
    assertThat(ran.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(ran.err())
        .contains("cannot reach control plane \"given\" at http://127.0.0.1:1")
        .contains("--address URL");
    Ran version = run("version", "--address", "http://127.0.0.1:1");
    assertThat(version.code()).isEqualTo(ExitCode.OK);
    assertThat(version.out()).startsWith("meshlog ").contains("unknown");
  }

  @Test
  void remembersControlPlanesForItsUserAlone() throws Exception {
    assertThat(
            run(
                    "config",
                    "control-planes",
                    "add",
                    "--name",
                    "a",
                    "--address",
                    "http://a:5681/",
                    "--skip-check",
                    "--auth-type",
                    "tokens",
                    "--auth-conf",
                    "token=s3cret",
                    "--headers",
                    "X-A=b")
                .code())
        .isEqualTo(ExitCode.OK);
    run(
        "config",
        "control-planes",
        "add",
        "--name",
        "b",
        "--address",
        "https://b:5682",
        "--skip-check",
        "--ca-cert-file",
        "ca.pem");
    Path file = home.resolve(".meshlog/config");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).contains("s3cret", "current: b");
    Ran list = run("config", "control-planes", "list");
    assertThat(list.out())
        .contains("         a      http://a:5681\n", "*        b      https://b:5682\n");
    assertThat(run("config", "view").out()).contains("*****", "X-A: b").doesNotContain("s3cret");
    assertThat(
            run(
                    "config",
                    "control-planes",
                    "add",
                    "--name",
                    "a",
                    "--address",
                    "http://x",
                    "--skip-check")
                .code())
        .isEqualTo(ExitCode.REFUSED);
    assertThat(run("config", "control-planes", "switch", "--name", "a").code()).isZero();
    assertThat(run("config", "control-planes", "list", "-o", "json").json().path("current"))
        .hasToString("\"a\"");
    assertThat(run("config", "control-planes", "remove", "--name", "a").code()).isZero();
    assertThat(Files.readString(file)).doesNotContain("s3cret");
    assertThat(run("config", "control-planes", "switch", "--name", "a").err())
        .contains("there are: b");
  }

  @Test
  void aBrokenConfigurationIsNamed() throws Exception {
    Path file = Files.writeString(home.resolve("broken"), "controlPlanes: [{name: x}]");
    Ran ran = run("get", "meshes", "--config-file", file.toString());
    assertThat(ran.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(ran.err()).contains(file + ": a control plane needs a name and an address");
  }

  @Test
  void makesKeysCertificatesAndTokensByItself() throws Exception {
    Path key = home.resolve("key.pem");
    Files.writeString(key, run("generate", "signing-key", "--format", "pem").out());
    assertThat(run("generate", "signing-key").out()).matches("[A-Za-z0-9+/=]+\n");
    assertThat(run("generate", "public-key", "--signing-key-path", key.toString()).out())
        .startsWith("-----BEGIN RSA PUBLIC KEY-----");
    for (String[] line :
        new String[][] {
          {"generate", "dataplane-token", "--tag", "kuma.io/service=web,api", "--name", "dp"},
          {"generate", "zone-token", "--zone", "east", "--scope", "ingress"},
          {"generate", "user-token", "--name", "joe", "--group", "a,b", "--valid-for", "1h"}
        }) {
      String[] offline = java.util.Arrays.copyOf(line, line.length + 4);
      System.arraycopy(
          new String[] {"--signing-key-path", key.toString(), "--kid", "1"},
          0,
          offline,
          line.length,
          4);
      Ran ran = run(offline);
      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(ran.out().strip().split("\\.")).hasSize(3);
    }
    Path cert = home.resolve("cert.pem");
    String[] tls = {
      "generate",
      "tls-certificate",
      "--type",
      "server",
      "--hostname",
      "localhost",
      "--key-type",
      "ecdsa",
      "--cert-file",
      cert.toString(),
      "--key-file",
      home.resolve("tls.pem").toString()
    };
    assertThat(run(tls).code()).isZero();
    assertThat(Files.readString(cert)).startsWith("-----BEGIN CERTIFICATE-----");
    assertThat(run(tls).code()).as("what is there stays").isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void completesInEveryShell() {
    assertThat(run("completion", "bash").out()).contains("_complete_meshlog", "control-planes");
    assertThat(run("completion", "zsh").out()).contains("bashcompinit");
    assertThat(run("completion", "fish").out())
        .startsWith("complete -c meshlog -f\n")
        .contains("-n 'not __fish_seen_subcommand_from apply get")
        .contains(
            "complete -c meshlog -n '__fish_seen_subcommand_from generate; and not"
                + " __fish_seen_subcommand_from dataplane-token")
        .contains("-s o -l output -x -a 'table json yaml'");
  }
}
