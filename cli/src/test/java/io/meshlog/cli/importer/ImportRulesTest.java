package io.meshlog.cli.importer;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.cli.api.TypeCatalog;
import io.meshlog.cli.api.TypeEntry;
import io.meshlog.cli.document.DocumentText;
import io.meshlog.cli.importer.Disposition.Leave;
import io.meshlog.cli.importer.Disposition.Take;
import io.meshlog.cli.importer.Disposition.Unfit;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImportRulesTest {
  private static final TypeCatalog TYPES =
      new TypeCatalog(
          List.of(
              type("Mesh", false),
              type("Zone", false),
              type("GlobalSecret", false),
              type("Secret", true),
              type("Dataplane", true),
              type("MeshTimeout", true)));
  private static final Target GLOBAL = new Target(TYPES, true, false, "");
  private static final Target ZONE = new Target(TYPES, false, false, "east");
  private static final Target FEDERATED = new Target(TYPES, false, true, "east");

  private static TypeEntry type(String name, boolean meshScoped) {
    String path = name.toLowerCase(java.util.Locale.ROOT) + "s";
    return new TypeEntry(name, path, meshScoped, "", name, name + "s", true, false, false);
  }

  private static Disposition of(Target target, boolean proxies, String yaml) {
    return new ImportRules(target, proxies).of(DocumentText.parse("test", yaml).getFirst());
  }

  private static final String TIMEOUT =
      "{type: MeshTimeout, mesh: m, name: t, creationTime: x, modificationTime: y, kri: k, status: {},"
          + " labels: {kuma.io/origin: zone, kuma.io/zone: old, kuma.io/env: universal, kuma.io/mesh: m,"
          + " kuma.io/display-name: t, team: a}, spec: {targetRef: {kind: Mesh}}}";

  @Test
  void leavesWhatTheOtherControlPlaneWorkedOut() {
    Take zone = (Take) of(ZONE, false, TIMEOUT);
    assertThat(zone.tree())
        .hasToString(
            "{\"type\":\"MeshTimeout\",\"mesh\":\"m\",\"name\":\"t\",\"labels\":{\"team\":\"a\"},"
                + "\"spec\":{\"targetRef\":{\"kind\":\"Mesh\"}}}");
    assertThat(zone.path()).isEqualTo("/meshes/m/meshtimeouts/t");
    Take federated = (Take) of(FEDERATED, false, TIMEOUT);
    assertThat(federated.tree().path("labels"))
        .hasToString("{\"team\":\"a\",\"kuma.io/origin\":\"zone\"}");
  }

  @Test
  void leavesCopiesToTheirOwners() {
    String copy = TIMEOUT.replace("display-name: t", "display-name: far");
    assertThat(of(GLOBAL, false, copy))
        .isEqualTo(new Leave("a copy of what zone \"old\" owns: import it there"));
    assertThat(of(ZONE, false, copy.replace("origin: zone", "origin: global")))
        .isEqualTo(new Leave("a copy of what the global control plane owns: import it there"));
  }

  @Test
  void leavesWhatMakesItself() {
    assertThat(of(ZONE, false, "{type: Dataplane, mesh: m, name: d}")).isInstanceOf(Leave.class);
    assertThat(of(ZONE, true, "{type: Dataplane, mesh: m, name: d}")).isInstanceOf(Take.class);
    assertThat(of(ZONE, false, "{type: MeshInsight, name: m}")).isInstanceOf(Leave.class);
    assertThat(of(ZONE, false, "{type: Zone, name: east}"))
        .isEqualTo(new Leave("the zone makes it by itself"));
    assertThat(of(ZONE, false, "{type: Zone, name: west}")).isInstanceOf(Leave.class);
    assertThat(of(GLOBAL, false, "{type: Zone, name: west}")).isInstanceOf(Take.class);
    assertThat(of(GLOBAL, false, "{type: GlobalSecret, name: inter-cp-ca}"))
        .isInstanceOf(Leave.class);
    assertThat(of(GLOBAL, false, "{type: GlobalSecret, name: zone-token-signing-key-1}"))
        .isInstanceOf(Take.class);
  }

  @Test
  void saysWhatCannotComeOver() {
    assertThat(of(ZONE, false, "{type: Timeout, mesh: m, name: t}"))
        .isEqualTo(new Unfit("this control plane has no type Timeout; write it as MeshTimeout"));
    assertThat(of(ZONE, false, "{apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: x}}"))
        .isEqualTo(
            new Unfit(
                "this is written for Kubernetes; export again with 'kumactl export --format"
                    + " universal'"));
    assertThat(of(ZONE, false, "{type: Mesh}")).isEqualTo(new Unfit("name: cannot be empty"));
    assertThat(of(ZONE, false, "{kind: x}")).isEqualTo(new Unfit("type: cannot be empty"));
  }

  @Test
  void aProvidedCaOfOtherSecretsStaysProvided() {
    String mesh =
        "{type: Mesh, name: m, mtls: {skipValidation: true, backends: [{name: c, type: provided,"
            + " conf: {cert: {secret: mine}, key: {secret: m.ca-builtin-key-c}}}]}}";
    assertThat(((Take) of(ZONE, false, mesh)).tree().at("/mtls/backends/0/type").asString())
        .isEqualTo("provided");
    String builtin = mesh.replace("secret: mine", "secret: m.ca-builtin-cert-c");
    assertThat(((Take) of(ZONE, false, builtin)).tree().path("mtls"))
        .hasToString("{\"backends\":[{\"name\":\"c\",\"type\":\"builtin\"}]}");
  }

  @Test
  void comesInAnOrderThatHolds() {
    List<String> order =
        List.of(
                "{type: GlobalSecret, name: user-token-signing-key-1}",
                "{type: MeshTimeout, mesh: m, name: t}",
                "{type: Dataplane, mesh: m, name: d}",
                "{type: Secret, mesh: m, name: s}",
                "{type: GlobalSecret, name: other}",
                "{type: Mesh, name: m}")
            .stream()
            .map(text -> (Take) of(GLOBAL, true, text))
            .sorted(ImportOrder.COMPARATOR)
            .map(Take::name)
            .toList();
    assertThat(order).containsExactly("m", "s", "t", "d", "other", "user-token-signing-key-1");
  }
}
