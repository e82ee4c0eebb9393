package io.meshlog.cli.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.model.json.SpecJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeCatalogTest {
  private static final TypeCatalog TYPES =
      new TypeCatalog(
          List.of(
              type(
                  "ZoneIngress", "zoneingresses", "Global", "zi", "Zone Ingress", "Zone Ingresses"),
              type("Dataplane", "dataplanes", "Mesh", "dp", "Dataplane", "Dataplanes"),
              type("Retry", "retries", "Mesh", "", "Retry", "Retries"),
              type(
                  "CircuitBreaker",
                  "circuit-breakers",
                  "Mesh",
                  "",
                  "Circuit Breaker",
                  "Circuit Breakers")));

  private static TypeEntry type(
      String name, String path, String scope, String shortName, String singular, String plural) {
    var node = SpecJson.plain().createObjectNode();
    node.put("name", name).put("path", path).put("scope", scope).put("shortName", shortName);
    node.put("singularDisplayName", singular).put("pluralDisplayName", plural);
    return TypeEntry.of(node);
  }

  @ParameterizedTest
  @CsvSource({
    "zone-ingress,ZoneIngress",
    "ZoneIngress,ZoneIngress",
    "zoneingresses,ZoneIngress",
    "zone-ingresses,ZoneIngress",
    "zi,ZoneIngress",
    "DP,Dataplane",
    "dataplane,Dataplane",
    "retry,Retry",
    "retries,Retry",
    "circuitbreaker,CircuitBreaker",
    "circuit-breakers,CircuitBreaker"
  })
  void knowsATypeByWhateverItIsCalled(String word, String name) {
    assertThat(TYPES.meant(word).name()).isEqualTo(name);
  }

  @Test
  void namesWhatComesNear() {
    assertThatThrownBy(() -> TYPES.meant("datplane"))
        .hasMessage("unknown resource type \"datplane\"; did you mean dataplanes?");
    assertThatThrownBy(() -> TYPES.meant("xyzzy"))
        .hasMessageContaining("there are: zoneingresses, dataplanes, retries, circuit-breakers");
  }

  @Test
  void buildsAddressesThatNobodyBreaksOutOf() {
    TypeEntry dataplane = TYPES.meant("dp");
    assertThat(dataplane.item("a/b", "x?y z")).isEqualTo("/meshes/a%2Fb/dataplanes/x%3Fy%20z");
    assertThat(dataplane.collection("")).isEqualTo("/dataplanes");
    assertThat(TYPES.meant("zi").item("default", "in")).isEqualTo("/zoneingresses/in");
    assertThat(Query.of("/x").with("a", "1&2").with("b", null).with("c", "ü").toString())
        .isEqualTo("/x?a=1%262&c=%C3%BC");
  }
}
