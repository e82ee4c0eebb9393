package io.meshlog.xds.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Spec;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.generate.GeneratorVersion;
import io.meshlog.xds.policy.Policies;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicyTable;
import io.meshlog.xds.secrets.Certificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/**
 * For each case, what the proxy gets is what the files beside the input say, and Envoy accepts it.
 * {@code ./meshlog golden --update} rewrites the files.
 */
class GoldenTest {
  private static final boolean UPDATE = Boolean.getBoolean("meshlog.golden.update");
  private static final int VERSION_BYTES = 8;
  private static final Path VERSION_FILE =
      Path.of("../../../main/resources/io/meshlog/xds/generate", GeneratorVersion.FILE);

  @TempDir private Path workFolder;

  @TestFactory
  Stream<DynamicTest> casesGiveWhatTheirFilesSay() {
    return GoldenRun.cases()
        .map(folder -> DynamicTest.dynamicTest(GoldenRun.name(folder), () -> compare(folder)));
  }

  @TestFactory
  Stream<DynamicTest> envoyAcceptsEachCase() {
    Optional<Path> envoy = EnvoyCheck.binary();
    if (envoy.isEmpty()) {
      return Stream.of(
          DynamicTest.dynamicTest(
              "an Envoy to ask",
              () -> {
                throw new AssertionError("no Envoy: set MESHLOG_ENVOY or put envoy on the PATH");
              }));
    }
    TestCertificates made = new TestCertificates();
    EnvoyCheck check = new EnvoyCheck(envoy.get(), workFolder, made);
    Map<Path, List<Path>> folders =
        GoldenRun.cases().collect(Collectors.groupingBy(Path::getParent));
    return GoldenRun.cases()
        .map(folder ->
            DynamicTest.dynamicTest(
                GoldenRun.name(folder),
                () ->
                    check.accepts(
                        folder,
                        folders.get(folder.getParent()),
                        each -> {
                          GoldenCase golden = GoldenRun.read(each);
                          return GoldenRun.config(golden, GoldenRun.real(golden, made));
                        })));
  }

  /** A case that would pass without its policy's applier shows nothing of it, and has to say so. */
  @TestFactory
  Stream<DynamicTest> eachPolicyCaseFailsWithoutItsApplier() {
    return GoldenRun.policyCases()
        .map(folder ->
            DynamicTest.dynamicTest(GoldenRun.name(folder), () -> differsWithoutApplier(folder)));
  }

  private static void differsWithoutApplier(Path folder) {
    List<Policy<?>> others =
        Policies.ALL.stream()
            .filter(policy -> !GoldenRun.folder(policy.type()).equals(folder.getParent()))
            .toList();
    assertThat(others).as("there is such a policy").hasSize(Policies.ALL.size() - 1);
    GoldenCase golden = GoldenRun.read(folder);
    Certificates certificates = GoldenRun.words(golden);
    Map<String, String> without =
        GoldenRun.files(GoldenRun.config(golden, certificates, PolicyTable.of(others)));
    Map<String, String> with = GoldenRun.files(GoldenRun.config(golden, certificates));
    if (golden.withoutEffect()) {
      assertThat(without).as("it says that it is without effect").isEqualTo(with);
    } else {
      assertThat(without).as("the applier makes no difference").isNotEqualTo(with);
    }
  }

  /** The same policies once more, strong by name, but for proxies that do not exist. */
  @TestFactory
  Stream<DynamicTest> policiesForNobodyChangeNoCase() {
    return GoldenRun.policyCases()
        .map(folder ->
            DynamicTest.dynamicTest(GoldenRun.name(folder), () -> sameWithOthers(folder)));
  }

  private static void sameWithOthers(Path folder) {
    GoldenCase golden = GoldenRun.read(folder);
    Certificates certificates = GoldenRun.words(golden);
    Map<String, String> before = GoldenRun.files(GoldenRun.config(golden, certificates));
    golden
        .image()
        .everything()
        .filter(resource -> resource.type().targets())
        .forEach(resource -> putForNobody(golden, resource));
    assertThat(GoldenRun.files(GoldenRun.config(golden, certificates))).isEqualTo(before);
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
    for (Path folder : GoldenRun.cases().toList()) {
      GoldenCase golden = GoldenRun.read(folder);
      ProxyConfig config = GoldenRun.config(golden, GoldenRun.words(golden));
      digest.update(GoldenRun.name(folder).getBytes(StandardCharsets.UTF_8));
      for (XdsType type : XdsType.values()) {
        String resources = type + " " + config.of(type).values() + "\n";
        digest.update(resources.getBytes(StandardCharsets.UTF_8));
      }
    }
    String made = HexFormat.of().formatHex(digest.digest(), 0, VERSION_BYTES);
    if (UPDATE) {
      Files.writeString(GoldenRun.root().resolve(VERSION_FILE), made + '\n');
    } else {
      assertThat(GeneratorVersion.current())
          .as("what the generator makes has changed; if that is meant: ./meshlog golden --update")
          .isEqualTo(made);
    }
  }

  private static void compare(Path folder) throws IOException {
    GoldenCase golden = GoldenRun.read(folder);
    assertThat(golden.proves()).as("the case says which line it proves").contains(".md ");
    ProxyConfig config = GoldenRun.config(golden, GoldenRun.words(golden));
    Map<String, String> actual = GoldenRun.files(config);
    if (UPDATE) {
      write(folder, actual);
    }
    String hint = GoldenRun.name(folder) + " differs; if that is meant: ./meshlog golden --update";
    assertThat(present(folder)).as(hint).containsExactlyInAnyOrderElementsOf(actual.keySet());
    for (Map.Entry<String, String> file : actual.entrySet()) {
      assertThat(file.getValue())
          .as(hint + ' ' + file.getKey())
          .isEqualTo(Files.readString(folder.resolve(file.getKey())));
    }
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
