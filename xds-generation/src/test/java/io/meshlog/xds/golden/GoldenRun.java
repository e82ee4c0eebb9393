package io.meshlog.xds.golden;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.draft.MeshPolicies;
import io.meshlog.xds.generate.Generation;
import io.meshlog.xds.generate.XdsGenerator;
import io.meshlog.xds.policy.MeshTypes;
import io.meshlog.xds.policy.PolicyTable;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.SecretRef;
import io.meshlog.xds.state.MeshState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Where the cases are, and what the generator makes of one. */
final class GoldenRun {
  static final ResourceTypes TYPES = MeshTypes.TYPES;
  private static final JsonMapper PRETTY =
      SpecJson.plain().rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final XdsGenerator GENERATOR = new XdsGenerator();

  private GoldenRun() {}

  static Path root() {
    return Path.of(System.getProperty("meshlog.root", ".."))
        .resolve("xds-generation/src/test/resources/golden");
  }

  static Stream<Path> cases() {
    try (Stream<Path> files = Files.walk(root())) {
      return files
          .filter(file -> file.endsWith("input.yaml"))
          .map(Path::getParent)
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of one policy stand in a folder of its name. */
  static Stream<Path> policyCases() {
    return cases().filter(folder -> folder.startsWith(policies()));
  }

  static Path policies() {
    return root().resolve("policy");
  }

  static Path folder(ResourceType<?> policy) {
    return policies().resolve(policy.name().toLowerCase(Locale.ROOT));
  }

  static GoldenCase read(Path folder) {
    return GoldenCase.read(folder, TYPES);
  }

  static String name(Path folder) {
    return root().relativize(folder).toString();
  }

  static Certificates words(GoldenCase golden) {
    return certificates(
        golden, TestCertificates::words, ref -> TestCertificates.wordsOf(ref.name()));
  }

  static Certificates real(GoldenCase golden, TestCertificates made) {
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
        .plan(MeshState.of(golden.image()), golden.facts())
        .wanted()
        .secrets()
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

  static ProxyConfig config(GoldenCase golden, Certificates certificates) {
    return config(golden, certificates, PolicyTable.empty());
  }

  static ProxyConfig config(GoldenCase golden, Certificates certificates, MeshPolicies policies) {
    MeshState state = MeshState.of(golden.image(), mesh -> policies);
    for (ProxyKey dataplane : golden.certified()) {
      state = state.certified(dataplane, "ca-1").state();
    }
    return switch (GENERATOR.generate(state, golden.facts(), certificates)) {
      case Generation.Ready(ProxyConfig config) -> config;
      case Generation.Withheld withheld -> throw new AssertionError(withheld.why());
    };
  }

  static Map<String, String> files(ProxyConfig config) {
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
}
