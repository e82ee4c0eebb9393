package io.meshlog.dp.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BootstrapRequestTest {
  private static final BootstrapRequest.Versions VERSIONS =
      new BootstrapRequest.Versions("2.14.3", "1.40.0", "abc/1.40.0/Clean", true);

  @Test
  void writesTheWireFormOfAFullRequest() {
    BootstrapRequest request =
        new BootstrapRequest(
            "dataplane",
            "m1",
            "dp-1",
            "type: Dataplane\nname: \"dp-1\"\n",
            "a.b.c",
            "/run/token",
            "PEM",
            VERSIONS,
            9902,
            "/work",
            false,
            "/etc/ca.pem",
            new BootstrapRequest.Sidecar(
                15053,
                Map.of("pipeEnabled", true),
                "/c.pem",
                "/k.pem",
                new TreeMap<>(Map.of("ipFamilyMode", "ipv4", "redirect", Map.of()))),
            List.of("feature-reuse-port"));

    assertThat(request.toJson())
        .isEqualTo(
            """
            {"mesh":"m1","name":"dp-1","proxyType":"dataplane","dataplaneToken":"a.b.c",\
            "dataplaneTokenPath":"/run/token",\
            "dataplaneResource":"type: Dataplane\\nname: \\"dp-1\\"\\n",\
            "version":{"kumaDp":{"version":"2.14.3","gitTag":"","gitCommit":"","buildDate":""},\
            "envoy":{"version":"1.40.0","build":"abc/1.40.0/Clean","kumaDpCompatible":true}},\
            "caCert":"PEM","dynamicMetadata":{},"otelEnv":{"pipeEnabled":true},"dnsPort":15053,\
            "readinessPort":9902,"operatingSystem":"linux",\
            "features":["feature-reuse-port"],"resources":{"maxHeapSizeBytes":0},\
            "workdir":"/work","metricsResources":{"certPath":"/c.pem","keyPath":"/k.pem"},"systemCaPath":"/etc/ca.pem",\
            "dataplaneConfig":{"ipFamilyMode":"ipv4","redirect":{}},\
            "ipv6Enabled":false}\
            """);
  }

  @Test
  void leavesOutWhatIsNotThere() {
    BootstrapRequest request =
        new BootstrapRequest(
            "ingress",
            "",
            "i",
            null,
            null,
            null,
            null,
            VERSIONS,
            1,
            "/w",
            true,
            "",
            BootstrapRequest.Sidecar.NONE,
            List.of());

    assertThat(request.toJson())
        .startsWith("{\"mesh\":\"\",\"name\":\"i\",\"proxyType\":\"ingress\",\"version\":")
        .doesNotContain(
            "dataplaneToken",
            "dataplaneResource",
            "caCert",
            "dnsPort",
            "otelEnv",
            "dataplaneConfig",
            "null");
  }

  @Test
  void doesNotPrintTheToken() {
    BootstrapRequest request =
        new BootstrapRequest(
            "dataplane",
            "m",
            "n",
            null,
            "se.cr.et",
            null,
            null,
            VERSIONS,
            1,
            "/w",
            true,
            "",
            BootstrapRequest.Sidecar.NONE,
            List.of());

    assertThat(request.toString()).doesNotContain("se.cr.et");
  }

  @Test
  void escapesWhatJsonDoesNotAllowInStrings() {
    assertThat(JsonText.of(Map.of("k", "a\"b\\c\n\r\t\u0001é\uD83D\uDE00")))
        .isEqualTo("{\"k\":\"a\\\"b\\\\c\\n\\r\\t\\u0001é\\ud83d\\ude00\"}");
    assertThat(JsonText.of(List.of(1, true, List.of(), Map.of()))).isEqualTo("[1,true,[],{}]");
  }
}
