package io.meshlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.api.RunningApi;
import io.meshlog.api.RunningApi.Answer;
import io.meshlog.cli.document.Document;
import io.meshlog.cli.document.DocumentText;
import io.meshlog.cli.token.RsaKeyFile;
import io.meshlog.cli.token.SelfSigned;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An export of every type goes into a zone's control plane, and out again. */
class ImportSliceTest {
  @TempDir static Path folder;
  private static RunningApi api;
  private static Path file;
  private static final String KEY = RsaKeyFile.generate();

  @BeforeAll
  static void start() throws IOException {
    api = RunningApi.zone(folder);
    file = Files.writeString(folder.resolve("kuma-export.yaml"), export());
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
  }

  /** With keys and certificates that are some. */
  static String export() throws IOException {
    SelfSigned ca =
        SelfSigned.create(
            SelfSigned.Purpose.SERVER, SelfSigned.KeyKind.RSA, List.of("ca"), Instant.now());
    try (var in = ImportSliceTest.class.getResourceAsStream("/kuma-export.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("@CERT@", base64(ca.certificatePem()))
          .replace("@KEY@", base64(ca.keyPem()))
          .replace("@SIGNING@", base64(KEY));
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Ran run(String... arguments) {
    return Ran.in(
        folder, "", Map.of("MESHLOG_ADDRESS", "http://127.0.0.1:" + api.port()), arguments);
  }

  private static List<String> names(JsonNode report, String outcome) {
    List<String> names = new ArrayList<>();
    for (JsonNode line : report.path("resources")) {
      if (line.path("outcome").asString().equals(outcome)) {
        names.add(line.path("type").asString() + "/" + line.path("name").asString());
      }
    }
    return names;
  }

  private static String reason(JsonNode report, String name) {
    return StreamSupport.stream(report.path("resources").spliterator(), false)
        .filter(line -> line.path("name").asString().equals(name))
        .map(line -> line.path("reason").asString(""))
        .collect(Collectors.joining());
  }

  @Test
  void theExportHoldsEveryType() throws IOException {
    Set<String> held =
        DocumentText.parse("export", export()).stream()
            .map(Document::type)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> known = new TreeSet<>();
    api.get("/_resources")
        .json()
        .path("resources")
        .forEach(type -> known.add(type.path("name").asString()));
    assertThat(held).containsAll(known);
  }

  @Test
  void takesOverWhatAUserOwnsAndTellsOfTheRest() {
    long before = api.head();
    JsonNode would = run("import", "--dry-run", file.toString(), "-o", "json").json();
    assertThat(api.head()).as("a dry run writes nothing").isEqualTo(before);
    assertThat(would.path("dryRun").asBoolean()).isTrue();

    Ran first = run("import", file.toString(), "-o", "json");
    JsonNode report = first.json();
    assertThat(names(report, "refused"))
        .as(first.out())
        .contains("/", "SomethingNew/from-the-future", "MeshTimeout/broken");
    assertThat(first.code()).isEqualTo(ExitCode.IN_PART);
    assertThat(names(report, "created"))
        .contains(
            "Mesh/shop",
            "Secret/shop.ca-builtin-cert-ca-1",
            "MeshTimeout/a-meshtimeout",
            "MeshTrafficPermission/a-meshtrafficpermission",
            "MeshService/a-meshservice",
            "GlobalSecret/custom");
    assertThat(names(would, "created"))
        .containsAll(
            names(report, "created").stream()
                .filter(n -> !n.equals("MeshTimeout/broken"))
                .toList());
    assertThat(names(report, "left"))
        .contains(
            "Zone/east",
            "Dataplane/web-1",
            "DataplaneInsight/web-1",
            "GlobalSecret/envoy-admin-ca",
            "MeshTimeout/far-x4b2v8z44b7bzb99");
    assertThat(reason(report, "far-x4b2v8z44b7bzb99"))
        .isEqualTo("a copy of what zone \"west\" owns: import it there");
    assertThat(reason(report, "broken")).contains("connectionTimeout");
    assertThat(reason(report, "from-the-future"))
        .contains("this control plane has no type SomethingNew");
    assertThat(reason(report, "user-token-signing-key-1"))
        .isEqualTo("tokens signed with the key that was here are refused from now on");
    // Whatever this control plane knows came over but for what belongs elsewhere.
    for (String refused : names(report, "refused")) {
      String name = refused.substring(refused.indexOf('/') + 1);
      assertThat(reason(report, name))
          .as(refused)
          .containsAnyOf("has no type", "connectionTimeout", "written for Kubernetes");
    }

    Answer mesh = api.get("/meshes/shop");
    assertThat(mesh.json().at("/mtls/enabledBackend").asString()).isEqualTo("ca-1");
    assertThat(mesh.json().at("/mtls/backends/0"))
        .as("exported as provided, it is again what it was")
        .hasToString(
            "{\"dpCert\":{\"rotation\":{\"expiration\":\"24h\"}},\"name\":\"ca-1\",\"type\":\"builtin\"}");
    JsonNode stored = api.get("/meshes/shop/meshtimeouts/a-meshtimeout").json();
    assertThat(stored.path("labels").path("team").asString()).isEqualTo("shop");
    assertThat(stored.path("labels").path("kuma.io/zone").asString())
        .as("it belongs to the zone that it came to")
        .isEqualTo("default");
    assertThat(api.get("/meshes/shop/meshtimeouts").json().path("total").asInt())
        .as("no policies but those of the export")
        .isEqualTo(1);

    long after = api.head();
    JsonNode again = run("import", file.toString(), "-o", "json").json();
    assertThat(api.head()).as("a second run changes nothing").isEqualTo(after);
    assertThat(names(again, "created")).isEmpty();
    assertThat(names(again, "updated")).isEmpty();
    assertThat(names(again, "unchanged")).containsAll(names(report, "created"));

    assertThat(run("import", file.toString()).out())
        .startsWith("OUTCOME")
        .contains("unchanged   MeshTimeout", " unchanged, ", " left, ", " refused\n");
    exportsWhatItTookOver();
  }

  /** The older kind has no effect: on demand the newer one says the same. */
  @Test
  void makesTrafficPermissionsOfTheNewerKind() throws IOException {
    Path old =
        Files.writeString(
            folder.resolve("old.yaml"),
            """
            type: Mesh
            name: old
            ---
            type: TrafficPermission
            mesh: old
            name: web-to-api
            sources: [{match: {kuma.io/service: web}}]
            destinations: [{match: {kuma.io/service: api}}]
            """);
    Ran ran = run("import", old.toString(), "--convert-traffic-permissions", "-o", "json");
    assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
    assertThat(names(ran.json(), "created"))
        .containsExactlyInAnyOrder(
            "Mesh/old", "TrafficPermission/web-to-api", "MeshTrafficPermission/web-to-api");
  }

  /** The CA that came over is the mesh's: none was made and replaced. */
  private static void exportsWhatItTookOver() {
    Ran exported = run("export", "--profile", "federation-with-policies");
    assertThat(exported.code()).isZero();
    List<Document> documents = DocumentText.parse("export", exported.out());
    assertThat(documents)
        .extracting(document -> document.type() + "/" + document.name())
        .contains("Mesh/shop", "MeshTimeout/a-meshtimeout", "Secret/shop.ca-builtin-key-ca-1")
        .doesNotContain("Dataplane/web-1", "GlobalSecret/envoy-admin-ca");
    assertThat(documents.getFirst().type()).isEqualTo("Mesh");
    assertThat(documents)
        .allSatisfy(document ->
            assertThat(document.tree().has("creationTime") || document.tree().has("kri"))
                .isFalse());
    assertThat(DocumentText.parse("export", run("export", "-p", "all").out()))
        .extracting(Document::type)
        .doesNotContain("Secret", "GlobalSecret")
        .contains("Mesh", "Zone", "MeshTimeout");
    assertThat(
            api.get("/meshes/shop/secrets/shop.ca-builtin-cert-ca-1/history").json().path("items"))
        .hasSize(1);
  }
}
