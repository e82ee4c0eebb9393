package io.meshlog.model.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoreTypesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Mesh|{}|{}",
        "Mesh|{\"mtls\":{\"enabledBackend\":\"ca-1\",\"backends\":[{\"name\":\"ca-1\",\"type\":\"builtin\",\"mode\":\"PERMISSIVE\"}]}}|",
        "Zone|{\"enabled\":false}|",
        "Dataplane|{\"networking\":{\"address\":\"10.0.0.1\",\"inbound\":[{\"port\":80,\"tags\":{\"kuma.io/service\":\"a\"}}],\"outbound\":[{\"port\":1,\"tags\":{\"kuma.io/service\":\"b\"}}],\"admin\":{\"port\":9901}}}|",
        "Dataplane|{\"networking\":{\"inbound\":[{\"port\":\"8081\",\"service_port\":1}]}}|{\"networking\":{\"inbound\":[{\"port\":8081}]}}",
        "Dataplane|{\"networking\":{\"inbound\":[{\"port\":80,\"health\":{\"ready\":false}}]}}|{\"networking\":{\"inbound\":[{\"health\":{},\"port\":80}]}}",
        "ZoneIngress|{\"networking\":{\"address\":\"10.0.0.1\",\"port\":10001},\"availableServices\":[{\"tags\":{\"a\":\"b\"},\"instances\":2,\"mesh\":\"m\"}]}|",
        "MeshService|{\"selector\":{\"dataplaneTags\":{\"kuma.io/service\":\"a\"}},\"ports\":[{\"name\":\"main\",\"port\":80,\"targetPort\":\"main\",\"appProtocol\":\"http\"},{\"port\":81,\"targetPort\":8081}]}|",
        "MeshService|{\"state\":\"Available\",\"selector\":{\"dataplaneLabels\":{\"matchLabels\":{\"app\":\"a\"}}},\"ports\":[{\"port\":80}],\"identities\":[{\"type\":\"ServiceTag\",\"value\":\"a\"}]}|",
        "MeshMultiZoneService|{\"selector\":{\"meshService\":{\"matchLabels\":{\"app\":\"a\"}}},\"ports\":[{\"port\":80,\"appProtocol\":\"http\"}]}|",
        "ZoneEgress|{\"zone\":\"zone-1\",\"networking\":{\"address\":\"10.0.0.1\",\"port\":10002}}|",
        "MeshExternalService|{\"match\":{\"type\":\"HostnameGenerator\",\"port\":443,\"protocol\":\"http\"},\"endpoints\":[{\"address\":\"a\",\"port\":1,\"priority\":2}],\"tls\":{\"enabled\":true,\"verification\":{\"mode\":\"SkipSAN\",\"caCert\":{\"secret\":\"ca\"}}}}|",
        "Secret|{\"data\":\"dGVzdA==\"}|",
      })
  void readsAndWritesWhatKumaDoes(String type, String in, String out) {
    ResourceType<?> descriptor =
        CoreTypes.ALL.stream().filter(t -> t.name().equals(type)).findFirst().orElseThrow();
    Spec spec = SpecJson.read(descriptor, in);
    String text = SpecJson.write(descriptor, spec);
    assertThat(SpecJson.parse(text)).isEqualTo(SpecJson.parse(out == null ? in : out));
    assertThat(SpecJson.<Spec>read(cast(descriptor), text)).isEqualTo(spec);
  }

  @SuppressWarnings("unchecked")
  private static ResourceType<Spec> cast(ResourceType<?> type) {
    return (ResourceType<Spec>) type;
  }
}
