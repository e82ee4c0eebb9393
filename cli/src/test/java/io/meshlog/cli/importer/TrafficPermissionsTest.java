package io.meshlog.cli.importer;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.cli.document.DocumentText;
import org.junit.jupiter.api.Test;

class TrafficPermissionsTest {
  private static TrafficPermissions of(String... documents) {
    return TrafficPermissions.of(DocumentText.parse("test", String.join("\n---\n", documents)));
  }

  private static final String TWO =
      """
      type: TrafficPermission
      mesh: shop
      name: some
      labels: {team: a}
      sources:
      - match: {kuma.io/service: '*'}
      - match: {kuma.io/service: '*', env: prod}
      destinations:
      - match: {kuma.io/service: api}
      - match: {kuma.io/service: '*'}
      """;

  @Test
  void allowsTheSame() {
    TrafficPermissions made = of(TWO);
    assertThat(made.refused()).isEmpty();
    assertThat(made.documents())
        .extracting(each -> each.tree().toString())
        .containsExactly(
            "{\"type\":\"MeshTrafficPermission\",\"mesh\":\"shop\",\"name\":\"some-1\","
                + "\"labels\":{\"team\":\"a\",\"meshlog.io/made-of\":\"TrafficPermission.some\"},"
                + "\"spec\":{\"targetRef\":{\"kind\":\"MeshSubset\",\"tags\":{\"kuma.io/service\":\"api\"}},"
                + "\"from\":[{\"targetRef\":{\"kind\":\"Mesh\"},\"default\":{\"action\":\"Allow\"}},"
                + "{\"targetRef\":{\"kind\":\"MeshSubset\",\"tags\":{\"env\":\"prod\"}},\"default\":{\"action\":\"Allow\"}}]}}",
            "{\"type\":\"MeshTrafficPermission\",\"mesh\":\"shop\",\"name\":\"some-2\","
                + "\"labels\":{\"team\":\"a\",\"meshlog.io/made-of\":\"TrafficPermission.some\"},"
                + "\"spec\":{\"targetRef\":{\"kind\":\"Mesh\"},"
                + "\"from\":[{\"targetRef\":{\"kind\":\"Mesh\"},\"default\":{\"action\":\"Allow\"}},"
                + "{\"targetRef\":{\"kind\":\"MeshSubset\",\"tags\":{\"env\":\"prod\"}},\"default\":{\"action\":\"Allow\"}}]}}");
  }

  @Test
  void addsNothingWhereTheNewerKindIsInForce() {
    assertThat(of(TWO, "{type: MeshTrafficPermission, mesh: shop, name: x, spec: {}}").documents())
        .isEmpty();
    assertThat(of(TWO, "{type: MeshTrafficPermission, mesh: other, name: x, spec: {}}").documents())
        .hasSize(2);
  }

  @Test
  void saysWhatCannotBeSaid() {
    TrafficPermissions made = of(TWO.replace("env: prod", "env: '*'"));
    assertThat(made.documents()).isEmpty();
    assertThat(made.refused().getFirst().note()).endsWith("any value of the tag env");
  }
}
