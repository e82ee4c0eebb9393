package io.meshlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Every verb against the API of a zone's control plane. Each test has a mesh of its own. */
class CliSliceTest {
  @TempDir static Path folder;
  private static RunningApi api;

  @BeforeAll
  static void start() {
    api = RunningApi.zone(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
  }

  private static Ran run(String... arguments) {
    return with("", arguments);
  }

  private static Ran with(String input, String... arguments) {
    return Ran.in(
        folder.resolve("home"),
        input,
        Map.of("MESHLOG_ADDRESS", "http://127.0.0.1:" + api.port()),
        arguments);
  }

  private static Ran asStranger(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--header", "X-Forwarded-For=10.1.1.1"));
    return run(all.toArray(String[]::new));
  }

  private static Ran done(Ran ran) {
    assertThat(ran.code()).as("%s%s", ran.out(), ran.err()).isZero();
    return ran;
  }

  private static void mesh(String name) {
    done(with("type: Mesh\nname: " + name + "\n", "apply", "-f", "-"));
  }

  private static String timeout(String mesh, String name, String value) {
    return """
    type: MeshTimeout
    mesh: %s
    name: %s
    labels: {team: shop}
    spec:
      targetRef: {kind: Mesh}
      to:
      - targetRef: {kind: Mesh}
        default: {connectionTimeout: %s}
    """
        .formatted(mesh, name, value);
  }

  private static String dataplane(String mesh, String name) {
    return """
    type: Dataplane
    mesh: %s
    name: %s
    networking:
      address: 10.0.0.1
      inbound:
      - port: 8080
        tags: {kuma.io/service: web, version: "1"}
    """
        .formatted(mesh, name);
  }

  @Test
  void appliesAndTellsWhatThatDid() {
    String both = "type: Mesh\nname: apply\n---\n" + timeout("apply", "t", "1s");
    assertThat(done(with(both, "apply", "-f", "-")).out())
        .isEqualTo("created Mesh \"apply\"\ncreated MeshTimeout \"t\" in mesh \"apply\"\n");
    assertThat(done(with(both.replace("1s", "2s"), "apply", "-f", "-", "-o", "json")).json())
        .extracting(result -> result.path("outcome").asString())
        .containsExactly("unchanged", "updated");
    String odd = dataplane("apply", "dp").replace("    tags", "    service_port: 1\n    tags");
    Ran warned = done(with(odd, "apply", "-f", "-"));
    assertThat(warned.err()).contains("warning: Dataplane \"dp\"", "did you mean \"servicePort\"?");
  }

  @Test
  void appliesNothingWhenADocumentCannotBeUnderstood() {
    String unknown = "type: Mesh\nname: half\n---\ntype: MeshTimeouts\nname: x\n";
    Ran ran = with(unknown, "apply", "-f", "-");
    assertThat(ran.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(ran.err())
        .contains("standard input, document 2: type: unknown resource type \"MeshTimeouts\"")
        .contains("did you mean meshtimeouts");
    assertThat(run("get", "mesh", "half").code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(with("type: Mesh\n", "apply", "-f", "-").err()).contains("name: cannot be empty");
    assertThat(with("apiVersion: kuma.io/v1alpha1\nkind: Mesh\n", "apply", "-f", "-").err())
        .contains("written for Kubernetes");
  }

  @Test
  void namesEveryFieldThatIsRefusedAndWhatWasDoneBefore() {
    mesh("refuse");
    String bad = dataplane("refuse", "dp").replace("8080", "99999").replace("10.0.0.1", "0.0.0.0");
    String documents =
        timeout("refuse", "t", "1s") + "---\n" + bad + "---\n" + timeout("refuse", "u", "1s");
    Ran ran = with(documents, "apply", "-f", "-");
    assertThat(ran.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(ran.out()).isEqualTo("created MeshTimeout \"t\" in mesh \"refuse\"\n");
    assertThat(ran.err())
        .contains(
            "standard input, document 2: Dataplane \"dp\" in mesh \"refuse\" was not applied:"
                + " Could not process a resource: Resource is not valid\n",
            "\n  networking.address: must not be 0.0.0.0 or ::\n",
            "\n  networking.inbound[0].port: port must be in the range [1, 65535]\n",
            "applied before it: 1 of 3; not tried: 1");
    assertThat(run("get", "mt", "u", "-m", "refuse").code()).isEqualTo(ExitCode.NOT_FOUND);
  }

  @Test
  void showsWhatItWouldApply() throws Exception {
    Path file = Files.writeString(folder.resolve("dry.yaml"), timeout("{{ m }}", "dry", "{{ t }}"));
    Ran ran =
        done(run("apply", "-f", file.toString(), "--dry-run", "--var", "m=default", "-v", "t=5s"));
    assertThat(ran.out()).contains("name: dry\n", "mesh: default\n", "connectionTimeout: \"5s\"");
    assertThat(run("get", "meshtimeout", "dry").code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run("apply", "-f", file.toString(), "--var", "m=default").err())
        .contains("no value for {{ t }}");
  }

  @Test
  void getsListsAndSingleResources() {
    mesh("get");
    for (String name : List.of("a", "b", "c")) {
      done(with(dataplane("get", name), "apply", "-f", "-"));
    }
    Ran table = done(run("get", "dp", "--mesh", "get"));
    assertThat(table.out())
        .startsWith("MESH   NAME   TAGS")
        .contains("get    a      kuma.io/service=web kuma.io/zone=default version=1   10.0.0.1   ");
    Ran page = done(run("get", "dataplanes", "-m", "get", "--size", "2"));
    assertThat(page.out().lines()).hasSize(3);
    assertThat(page.err()).isEqualTo("2 of 3; the rest with --offset=2\n");
    assertThat(done(run("get", "dataplanes", "-m", "get", "--size", "2", "--offset=2")).out())
        .contains("get    c ");
    JsonNode all = done(run("get", "dataplanes", "-A", "-o", "json", "--size", "1000")).json();
    assertThat(all.path("items")).extracting(item -> item.path("mesh").asString()).contains("get");
    assertThat(done(run("get", "dataplane", "a", "-m", "get", "-o", "yaml")).out())
        .startsWith("type: Dataplane\nmesh: get\nname: a\n");
    assertThat(done(run("get", "meshes")).out())
        .startsWith("NAME")
        .contains("mTLS   METRICS   LOGGING   TRACING   LOCALITY   ZONEEGRESS   AGE\n");
    for (JsonNode type : api.get("/_resources").json().path("resources")) {
      done(run("get", type.path("path").asString()));
    }
  }

  @Test
  void saysWhatIsNotThere() {
    Ran missing = run("get", "dataplane", "none");
    assertThat(missing.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(missing.err())
        .isEqualTo(
            "meshlog: there is no Dataplane \"none\" in mesh \"default\"; all of them: meshlog get"
                + " dataplanes --mesh default\n");
    Ran mesh = run("get", "dataplanes", "-m", "none");
    assertThat(mesh.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(mesh.err()).contains("Failed to retrieve Mesh: Not found");
    assertThat(run("delete", "mt", "none").code()).isEqualTo(ExitCode.NOT_FOUND);
    Ran type = run("get", "datplane");
    assertThat(type.code()).isEqualTo(ExitCode.USAGE);
    assertThat(type.err()).contains("did you mean dataplanes");
  }

  @Test
  void filtersByLabelAndReadsThePast() {
    mesh("past");
    done(with(timeout("past", "t", "1s"), "apply", "-f", "-"));
    long before = api.head();
    done(with(timeout("past", "t", "9s"), "apply", "-f", "-"));
    String then = Long.toString(before);
    assertThat(done(run("get", "mt", "t", "-m", "past", "-o", "yaml", "--as-of", then)).out())
        .contains("connectionTimeout: \"1s\"");
    assertThat(
            done(run("get", "mt", "-m", "past", "-l", "team=shop", "-o", "json"))
                .json()
                .path("total"))
        .hasToString("1");
    assertThat(run("get", "mt", "-m", "past", "--as-of", "999999").err())
        .contains("asOf: position 999999 is not reached");
  }

  @Test
  void deletesAndRevertsAndTellsTheHistory() {
    mesh("history");
    done(with(timeout("history", "t", "1s"), "apply", "-f", "-"));
    String then = Long.toString(api.head());
    done(with(timeout("history", "t", "2s"), "apply", "-f", "-"));
    assertThat(done(run("delete", "meshtimeout", "t", "-m", "history")).out())
        .isEqualTo("deleted MeshTimeout \"t\" in mesh \"history\"\n");

    Ran history = done(run("history", "mt", "t", "-m", "history", "--diff"));
    assertThat(history.out())
        .containsSubsequence(
            "deleted", "updated", "MeshTimeout", "zone:default", "mesh-system:admin")
        .contains("    ~ /spec/to/0/default/connectionTimeout: \"2s\"\n");
    assertThat(done(run("history", "-m", "history", "--size", "1")).err())
        .startsWith("older ones with --before=");
    assertThat(
            done(run("history", "mt", "-m", "history", "--since", "1h", "-o", "json"))
                .json()
                .path("items"))
        .isNotEmpty()
        .allSatisfy(item -> assertThat(item.path("type").asString()).isEqualTo("MeshTimeout"));
    assertThat(
            done(run("history", "mesh", "history", "--actor", "nobody", "-o", "json"))
                .json()
                .path("items"))
        .isEmpty();

    Ran would = done(run("revert", "mt", "t", "-m", "history", "--to", then, "--dry-run"));
    assertThat(would.out()).startsWith("MeshTimeout \"t\" in mesh \"history\": would be created\n");
    assertThat(run("get", "mt", "t", "-m", "history").code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(done(run("revert", "mt", "t", "-m", "history", "--to", then)).out())
        .startsWith("MeshTimeout \"t\" in mesh \"history\": created\n");
    assertThat(done(run("revert", "mt", "t", "-m", "history", "--to", then)).out())
        .isEqualTo("nothing to do: it is as it was then\n");
    assertThat(done(run("get", "mt", "t", "-m", "history", "-o", "yaml")).out()).contains("\"1s\"");
    assertThat(done(run("revert", "--mesh", "history", "--to", then, "--dry-run")).code()).isZero();
    assertThat(run("revert", "mesh", "history", "--to", then).err())
        .contains("meshlog revert --mesh history");
    assertThat(run("revert", "--all", "--to", "tomorrow").err())
        .contains("to: must be a position or an RFC 3339 time");
  }

  @Test
  void inspects() {
    mesh("inspect");
    done(with(dataplane("inspect", "web"), "apply", "-f", "-"));
    done(with(timeout("inspect", "slow", "1s"), "apply", "-f", "-"));
    assertThat(done(run("inspect", "dataplanes", "-m", "inspect")).out())
        .contains("inspect   web    kuma.io/service=web")
        .contains("Offline   never");
    assertThat(
            done(run("inspect", "dataplanes", "-m", "inspect", "--tag", "version=2", "-o", "json"))
                .json()
                .path("total"))
        .hasToString("0");
    assertThat(done(run("inspect", "zones")).out()).contains("default   Offline   -");
    for (String all : List.of("zoneingresses", "zone-ingresses", "zoneegresses")) {
      assertThat(done(run("inspect", all)).out()).startsWith("ZONE   NAME   STATUS");
    }
    assertThat(done(run("inspect", "dataplane", "web", "-m", "inspect", "--type", "rules")).out())
        .contains("MeshTimeout", "slow");
    assertThat(done(run("inspect", "meshtimeout", "slow", "-m", "inspect")).out())
        .contains("inspect   web");
    assertThat(done(run("inspect", "dataplane", "web", "-m", "inspect")).out())
        .contains("MeshTimeout", "slow");
    assertThat(done(run("inspect", "meshes")).out())
        .startsWith("MESH")
        .containsPattern("inspect +0/1 +1 +");
    assertThat(done(run("inspect", "services", "-m", "inspect")).out())
        .containsPattern("web +internal +offline +0/1 +web.mesh:80 +default");
    assertThat(run("inspect", "dataplane", "none", "-m", "inspect").code())
        .isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run("inspect", "mt", "none", "-m", "inspect").code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run("inspect", "dataplane", "web", "--type", "x").code()).isEqualTo(ExitCode.USAGE);
    assertThat(run("inspect", "dataplane").code()).isEqualTo(ExitCode.USAGE);
    assertThat(run("inspect", "secret", "x").err()).contains("concerns no proxies");
  }

  /** What the API answers without a proxy server, and what not. */
  @Test
  void tellsOfProxiesWhereTheControlPlaneDoes() {
    Ran pushes = run("pushes", "none");
    assertThat(pushes.code()).as(pushes.err()).isEqualTo(ExitCode.NOT_FOUND);
    Ran sync = run("sync", "default");
    assertThat(sync.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(sync.err()).contains("this control plane belongs to no federation");
    assertThat(done(run("sync")).out()).contains("default   no federation");
  }

  @Test
  void makesTokensThatTheControlPlaneBelieves() {
    String token =
        done(run("generate", "user-token", "--name", "joe", "--group", "team", "--valid-for", "1h"))
            .out()
            .strip();
    Ran version = done(asStranger("version", "--token", token));
    assertThat(version.out()).contains("compatible with Kuma 2.14.3", "you are joe\n");
    assertThat(
            done(run("generate", "dataplane-token", "--name", "dp", "--tag", "kuma.io/service=a,b"))
                .out()
                .split("\\."))
        .hasSize(3);
    assertThat(done(run("generate", "zone-token", "--zone", "default")).out()).isNotBlank();
    Ran wrong = run("generate", "dataplane-token", "--valid-for", "soon");
    assertThat(wrong.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(wrong.err()).contains("Invalid request", "\n  validFor: is invalid: time: invalid");
    assertThat(asStranger("get", "meshes", "--token", "nonsense").code())
        .isEqualTo(ExitCode.DENIED);
  }

  /** A user makes a key, gives it to the control plane, and then needs no control plane. */
  @Test
  void signsOfflineWithAKeyOfItsOwn() throws Exception {
    String pem = done(run("generate", "signing-key", "--format", "pem")).out();
    Path key = Files.writeString(folder.resolve("user.pem"), pem);
    String data = java.util.Base64.getEncoder().encodeToString(pem.getBytes());
    String secret = "type: GlobalSecret\nname: user-token-signing-key-9\ndata: " + data + "\n";
    done(with(secret, "apply", "-f", "-"));
    String token =
        done(run(
                "generate",
                "user-token",
                "--name",
                "ann",
                "--valid-for",
                "1h",
                "--signing-key-path",
                key.toString(),
                "--kid",
                "9"))
            .out()
            .strip();
    assertThat(done(asStranger("version", "--token", token)).out()).contains("you are ann\n");
  }

  @Test
  void deniesStrangersAndShowsAdminsThatItDid() throws Exception {
    Ran denied = asStranger("get", "secrets");
    assertThat(denied.code()).isEqualTo(ExitCode.DENIED);
    assertThat(denied.err()).contains("Access Denied", "Give a token with --token");
    assertThat(asStranger("audit").code()).isEqualTo(ExitCode.DENIED);
    done(run("get", "secrets"));
    assertThat(done(run("audit", "--kind", "secretRead", "--since", "1h")).out())
        .contains("secretRead", "mesh-system:admin", "GET /meshes/default/secrets");
    assertThat(run("audit", "--kind", "nonsense").err()).contains("kind: must be one of");
  }

  @Test
  void worksOnAKnownControlPlane() {
    String[] none = {"get", "meshes", "--control-plane", "zone"};
    Path home = folder.resolve("known");
    Ran added =
        Ran.in(
            home,
            "",
            Map.of(),
            "config",
            "control-planes",
            "add",
            "--name",
            "zone",
            "--address",
            "http://127.0.0.1:" + api.port());
    assertThat(added.code()).as(added.err()).isZero();
    assertThat(Ran.in(home, "", Map.of(), none).code()).isZero();
    assertThat(Ran.in(home, "", Map.of(), "get", "meshes").code()).isZero();
    Ran diagnostics =
        Ran.in(
            home,
            "",
            Map.of(),
            "config",
            "control-planes",
            "add",
            "--name",
            "x",
            "--address",
            api.diagnostics("").toString());
    assertThat(diagnostics.code()).isNotZero();
    assertThat(diagnostics.err()).startsWith("meshlog: ");
  }

  @Test
  void believesTheTlsPortByItsCertificate() {
    String https = "https://localhost:" + httpsPort();
    Path ca = folder.resolve("work/kuma-cp.crt");
    Ran trusted = run("get", "meshes", "--address", https, "--ca-cert-file", ca.toString());
    assertThat(trusted.code()).as(trusted.err()).isZero();
    assertThat(run("get", "meshes", "--address", https, "--skip-verify").code()).isZero();
    String cert = folder.resolve("client.pem").toString();
    String key = folder.resolve("client-key.pem").toString();
    done(
        run(
            "generate",
            "tls-certificate",
            "--type",
            "client",
            "--key-type",
            "ecdsa",
            "--cert-file",
            cert,
            "--key-file",
            key));
    done(
        run(
            "get",
            "meshes",
            "--address",
            https,
            "--skip-verify",
            "--client-cert-file",
            cert,
            "--client-key-file",
            key));
    Ran distrusted = run("get", "meshes", "--address", https);
    assertThat(distrusted.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(distrusted.err()).contains("TLS failed", "--ca-cert-file");
    assertThat(run("get", "meshes", "--address", https, "--ca-cert-file", "/none").err())
        .contains("/none: cannot be read as PEM certificates");
  }

  private static int httpsPort() {
    var server = (org.springframework.boot.tomcat.TomcatWebServer) api.webServer();
    for (var connector : server.getTomcat().getService().findConnectors()) {
      if (connector.getSecure()) {
        return connector.getLocalPort();
      }
    }
    throw new AssertionError("no TLS port");
  }
}
