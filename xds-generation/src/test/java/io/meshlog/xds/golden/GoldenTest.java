package io.meshlog.xds.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.draft.MeshPolicies;
import io.meshlog.xds.generate.Generation;
import io.meshlog.xds.generate.GeneratorVersion;
import io.meshlog.xds.generate.XdsGenerator;
import io.meshlog.xds.policy.MeshTypes;
import io.meshlog.xds.policy.Policies;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicyTable;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.SecretRef;
import io.meshlog.xds.state.MeshState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * For each case, what the proxy gets is what the files beside the input say, and Envoy accepts it.
 * {@code ./meshlog golden --update} rewrites the files.
 */
class GoldenTest {
  private static final ResourceTypes TYPES = MeshTypes.TYPES;
  private static final JsonMapper PRETTY =
      SpecJson.plain().rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final boolean UPDATE = Boolean.getBoolean("meshlog.golden.update");
  private static final XdsGenerator GENERATOR = new XdsGenerator();
  private static final int VERSION_BYTES = 8;
  private static final Path VERSION_FILE =
      Path.of("../../../main/resources/io/meshlog/xds/generate", GeneratorVersion.FILE);

  @TempDir private Path workFolder;

  @TestFactory
  Stream<DynamicTest> casesGiveWhatTheirFilesSay() throws IOException {
    return cases().map(folder -> DynamicTest.dynamicTest(name(folder), () -> compare(folder)));
  }

  @TestFactory
  Stream<DynamicTest> envoyAcceptsEachCase() throws IOException {
    Optional<Path> envoy = EnvoyCheck.binary();
    if (envoy.isEmpty()) {
      return Stream.of(
          DynamicTest.dynamicTest(
              "an Envoy to ask",
              () -> {
                throw new AssertionError("no Envoy: set MESHLOG_ENVOY or put envoy on the PATH");
              }));
    }
    return cases()
        .map(folder ->
            DynamicTest.dynamicTest(
                name(folder),
                () -> {
                  GoldenCase golden = GoldenCase.read(folder, TYPES);
                  ProxyConfig config = config(golden, real(golden));
                  EnvoyCheck.accepts(envoy.get(), config, workFolder);
                }));
  }

  /** A case that would pass without its policy shows nothing of it. */
  @TestFactory
  Stream<DynamicTest> eachPolicyCaseFailsWithoutItsPolicy() throws IOException {
    return cases()
        .filter(folder -> folder.startsWith(root().resolve("policy")))
        .filter(folder -> !GoldenCase.read(folder, TYPES).withoutEffect())
        .map(folder -> DynamicTest.dynamicTest(name(folder), () -> differsWithout(folder)));
  }

  private static void differsWithout(Path folder) {
    String name = root().resolve("policy").relativize(folder).getName(0).toString();
    List<Policy<?>> others =
        Policies.ALL.stream()
            .filter(policy -> !policy.type().name().toLowerCase(Locale.ROOT).equals(name))
            .toList();
    assertThat(others).as("there is a policy " + name).hasSize(Policies.ALL.size() - 1);
    GoldenCase golden = GoldenCase.read(folder, TYPES);
    Certificates certificates = words(golden);
    assertThat(files(config(golden, certificates, PolicyTable.of(others))))
        .isNotEqualTo(files(config(golden, certificates)));
  }

  /** The same policies once more, strong by name, but for proxies that do not exist. */
  @TestFactory
  Stream<DynamicTest> policiesForNobodyChangeNoCase() throws IOException {
    return cases()
        .filter(folder -> folder.startsWith(root().resolve("policy")))
        .map(folder -> DynamicTest.dynamicTest(name(folder), () -> sameWithOthers(folder)));
  }

  private static void sameWithOthers(Path folder) {
    GoldenCase golden = GoldenCase.read(folder, TYPES);
    Certificates certificates = words(golden);
    Map<String, String> before = files(config(golden, certificates));
    golden
        .image()
        .everything()
        .filter(resource -> resource.type().targets())
        .forEach(resource -> putForNobody(golden, resource));
    assertThat(files(config(golden, certificates))).isEqualTo(before);
  }

  private static <S extends Spec> void putForNobody(GoldenCase golden, Resource<S> policy) {
    ObjectNode spec = (ObjectNode) SpecJson.tree(policy.type(), policy.spec());
    spec.putObject("targetRef").put("kind", "MeshSubset").putObject("tags").put("no", "body");
    golden
        .log()
        .put(
            policy.type(),
            policy.type().key(policy.mesh(), Origin.GLOBAL, "0-" + policy.displayName()),
            policy.labels(),
            SpecJson.read(policy.type(), spec));
  }

  /** Names of resources and hashes of their bytes, of all cases: see {@link GeneratorVersion}. */
  @Test
  void theVersionOfTheGeneratorIsThatOfWhatItMakes() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Path folder : cases().toList()) {
      GoldenCase golden = GoldenCase.read(folder, TYPES);
      ProxyConfig config = config(golden, words(golden));
      digest.update(name(folder).getBytes(StandardCharsets.UTF_8));
      for (XdsType type : XdsType.values()) {
        String resources = type + " " + config.of(type).values() + "\n";
        digest.update(resources.getBytes(StandardCharsets.UTF_8));
      }
    }
    String made = HexFormat.of().formatHex(digest.digest(), 0, VERSION_BYTES);
    if (UPDATE) {
      Files.writeString(root().resolve(VERSION_FILE), made + '\n');
    } else {
      assertThat(GeneratorVersion.current())
          .as("what the generator makes has changed; if that is meant: ./meshlog golden --update")
          .isEqualTo(made);
    }
  }

  private static Path root() {
    return Path.of(System.getProperty("meshlog.root", ".."))
        .resolve("xds-generation/src/test/resources/golden");
  }

  private static Stream<Path> cases() throws IOException {
    try (Stream<Path> files = Files.walk(root())) {
      return files
          .filter(file -> file.endsWith("input.yaml"))
          .map(Path::getParent)
          .sorted()
          .toList()
          .stream();
    }
  }

  private static String name(Path folder) {
    return root().relativize(folder).toString();
  }

  private static Certificates words(GoldenCase golden) {
    return certificates(
        golden, TestCertificates::words, ref -> TestCertificates.wordsOf(ref.name()));
  }

  private static Certificates real(GoldenCase golden) {
    TestCertificates made = new TestCertificates();
    return certificates(
        golden,
        mesh -> made.real(mesh, List.of("spiffe://" + mesh + "/any")),
        ref -> made.content(ref.name()));
  }

  /** Of every mesh of the case, and of the Secrets that its proxy needs. */
  private static Certificates certificates(
      GoldenCase golden,
      Function<String, Certificates> ofMesh,
      Function<SecretRef, String> content) {
    Map<SecretRef, Optional<String>> contents = new HashMap<>();
    GENERATOR
        .secretsWanted(MeshState.of(golden.image()), golden.facts())
        .forEach(ref -> contents.put(ref, Optional.of(content.apply(ref))));
    return golden
        .image()
        .all(CoreTypes.MESH)
        .map(mesh -> ofMesh.apply(mesh.name()))
        .reduce(
            new Certificates(Map.of(), Map.of(), contents)
                .and(golden.admin() ? ofAdmin(ofMesh.apply("admin")) : Certificates.NONE),
            Certificates::and);
  }

  private static Certificates ofAdmin(Certificates made) {
    return Certificates.of(
        Certificates.ADMIN,
        made.identity("admin").orElseThrow(),
        made.authorities().getOrDefault("admin", ""));
  }

  private static ProxyConfig config(GoldenCase golden, Certificates certificates) {
    return config(golden, certificates, PolicyTable.empty());
  }

  private static ProxyConfig config(
      GoldenCase golden, Certificates certificates, MeshPolicies policies) {
    MeshState state = MeshState.of(golden.image(), mesh -> policies);
    for (ProxyKey dataplane : golden.certified()) {
      state = state.certified(dataplane, "ca-1").state();
    }
    return switch (GENERATOR.generate(state, golden.facts(), certificates)) {
      case Generation.Ready(ProxyConfig config) -> config;
      case Generation.Withheld withheld -> throw new AssertionError(withheld.why());
    };
  }

  private static void compare(Path folder) throws IOException {
    GoldenCase golden = GoldenCase.read(folder, TYPES);
    assertThat(golden.proves()).as("the case says which line it proves").contains(".md ");
    ProxyConfig config = config(golden, words(golden));
    Map<String, String> actual = files(config);
    if (UPDATE) {
      write(folder, actual);
    }
    String hint = name(folder) + " differs; if that is meant: ./meshlog golden --update";
    assertThat(present(folder)).as(hint).containsExactlyInAnyOrderElementsOf(actual.keySet());
    for (Map.Entry<String, String> file : actual.entrySet()) {
      assertThat(file.getValue())
          .as(hint + ' ' + file.getKey())
          .isEqualTo(Files.readString(folder.resolve(file.getKey())));
    }
  }

  private static Map<String, String> files(ProxyConfig config) {
    Map<String, String> files = new TreeMap<>();
    for (XdsType type : XdsType.values()) {
      ArrayNode list = PRETTY.createArrayNode();
      config
          .of(type)
          .values()
          .forEach(resource -> list.add(SpecJson.parse(ProtoJson.print(resource))));
      if (!list.isEmpty()) {
        files.put(fileName(type), PRETTY.writeValueAsString(list) + '\n');
      }
    }
    return files;
  }

  private static String fileName(XdsType type) {
    return switch (type) {
      case CLUSTER -> "clusters.json";
      case ENDPOINT -> "endpoints.json";
      case LISTENER -> "listeners.json";
      case ROUTE -> "routes.json";
      case SECRET -> "secrets.json";
    };
  }

  private static List<String> present(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("input.yaml"))
          .toList();
    }
  }

  private static void write(Path folder, Map<String, String> files) throws IOException {
    for (String name : present(folder)) {
      Files.delete(folder.resolve(name));
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }
}
