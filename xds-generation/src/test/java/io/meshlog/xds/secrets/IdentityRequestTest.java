package io.meshlog.xds.secrets;

import static io.meshlog.model.samples.DataplaneBuilder.aDataplane;
import static io.meshlog.model.samples.Samples.ZONE_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.samples.DataplaneBuilder;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.types.CoreTypes;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdentityRequestTest {
  private static final CaBackend CA = Samples.STRICT.enabledBackend().orElseThrow();

  @Test
  void namesTheServicesThenEveryTagOfEveryInbound() {
    Optional<IdentityRequest> request =
        request(aDataplane().inbound("web", "http").inbound("api", "grpc").tag("version", "v1"));
    assertThat(request.orElseThrow().uris())
        .containsExactly(
            "spiffe://default/api",
            "spiffe://default/web",
            "kuma://kuma.io/protocol/grpc",
            "kuma://kuma.io/protocol/http",
            "kuma://kuma.io/service/api",
            "kuma://kuma.io/service/web",
            "kuma://kuma.io/zone/zone-1",
            "kuma://version/v1");
  }

  @Test
  void isEqualWhenOnlyWhatIsNotInTheCertificateChanged() {
    assertThat(request(aDataplane().outbound(1, "a")))
        .isEqualTo(request(aDataplane().at("192.168.0.9")));
  }

  private static Optional<IdentityRequest> request(DataplaneBuilder builder) {
    TestLog log = TestLog.of(ZONE_1);
    MeshImage image = log.put(builder).image();
    Resource<DataplaneSpec> dataplane = image.all(CoreTypes.DATAPLANE).findFirst().orElseThrow();
    return IdentityRequest.of("default", CA, dataplane);
  }
}
